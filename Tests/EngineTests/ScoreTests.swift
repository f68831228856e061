import Testing

@testable import Engine

@Suite struct ScoreTests {
  private let engine: QueryEngine

  init() async throws { engine = try await PlantedService.shared.value.engine() }

  @Test(arguments: ["", "add=Romance:2", "mute=Crime", "like=m5 less=m9", "model=popularity"])
  func `scores and ranks agree with the list`(key: String) async throws {
    let list = try await engine.ask("REC u8 k=1000 \(key)").maps("items")
    let ids = list.compactMap { $0["item"]?.text }
    let scored = try await engine.ask("SCORE u8 \(ids.joined(separator: " ")) \(key)").maps("items")
    #expect(scored.map { $0["rank"] } == list.map { $0["rank"] })
    #expect(scored.map { $0["score"] } == list.map { $0["score"] })
    #expect(scored.compactMap { $0["item"]?.text } == ids)
  }

  @Test func `an item that may not be answered has a score and no rank`() async throws {
    let all = try await engine.items("REC u8 k=1000 seen=include")
    let open = Set(try await engine.items("REC u8 k=1000 mute=Crime"))
    let items = try await engine.ask("SCORE u8 \(all.joined(separator: " ")) mute=Crime")
      .maps("items")
    for item in items {
      #expect(item.number("score") != nil)
      #expect((item["rank"] == .null) == !open.contains(item["item"]?.text ?? ""))
    }
  }

  @Test func `items are asked for by position or by name`() async throws {
    let line = try await engine.ask("SCORE u8 m1 m2")
    #expect(try await engine.ask(#"{"cmd":"score","user":"u8","item":["m1","m2"]}"#) == line)
    #expect(try await engine.refusal("SCORE u8 m1 zz").code == .noItem)
    #expect(try await engine.refusal("SCORE u8").code == .arguments)
  }
}
