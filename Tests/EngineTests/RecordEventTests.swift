import Testing

@testable import Engine

/// `EVENT`: recorded, remembered, and in force at once.
@Suite struct RecordEventTests {
  private let engine: QueryEngine

  init() async throws { engine = try await PlantedService.shared.value.engine() }

  @Test func `an event changes the next list without training`() async throws {
    #expect(try await engine.refusal("REC newcomer").code == .noUser)
    let first = try await engine.ask("EVENT newcomer m1 rating value=5 ts=1")
    #expect(first["duplicate"] == false && first["item"] == "m1" && first.number("seq") != nil)
    let one = try await engine.ask("REC newcomer k=400")
    #expect(one["history"] == 1 && one.maps("items").count == 399)
    _ = try await engine.ask("EVENT newcomer m2 rating value=4 ts=2")
    let two = try await engine.ask("REC newcomer k=400")
    #expect(two["history"] == 2 && two.maps("items").count == 398)
    #expect(two.maps("items") == (try await engine.ask("REC - history=m1,m2 k=400").maps("items")))
    #expect(
      two.maps("items").map { $0["score"] }.prefix(5)
        != one.maps("items").map { $0["score"] }.prefix(5))
  }

  @Test func `what is not liked is kept and is no history`() async throws {
    _ = try await engine.ask("EVENT critic m1 rating value=5 ts=1")
    let before = try await engine.ask("REC critic")
    _ = try await engine.ask("EVENT critic m3 rating value=1 ts=2")
    #expect(try await engine.ask("REC critic") == before)
  }

  @Test func `an item the model does not know is counted`() async throws {
    _ = try await engine.ask("EVENT early m1 click ts=1")
    _ = try await engine.ask("EVENT early brand-new click ts=2")
    let reply = try await engine.ask("REC early")
    #expect(reply["history"] == 1 && reply["unknown_history"] == 1)
  }

  @Test func `the same id twice is one event`() async throws {
    let first = try await engine.ask("EVENT twice m1 click ts=5 id=abc")
    let line = try await engine.ask("EVENT twice m1 click ts=9 id=abc")
    let json = try await engine.ask(
      #"{"id":1,"cmd":"event","user":"twice","item":"m1","type":"click","event":"abc"}"#)
    for again in [line, json] {
      #expect(again["duplicate"] == true && again["seq"] == first["seq"])
    }
  }

  @Test(arguments: ["EVENT u1 m1", "EVENT \"\" m1 click", "EVENT u1 m1 click value=much"])
  func `what is no event is refused`(line: String) async throws {
    #expect(try await engine.refusal(line).code == .arguments)
  }
}
