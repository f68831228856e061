import Testing

@testable import Engine

/// `MODEL LIST`, `MODEL INFO`, `MODEL USE`.
///
/// In turn: they share one store, and a model put in use is so for every reader of its record.
@Suite(.serialized) struct ModelsTests {
  private let engine: QueryEngine

  init() async throws { engine = try await PlantedService.shared.value.engine() }

  @Test func `the list shows every model, newest first`() async throws {
    let reply = try await engine.ask("MODEL LIST")
    #expect(reply["in_use"] == "macridvae@1")
    let models = reply.maps("models")
    #expect(models.map { $0["model"] } == ["macridvae@1", "multivae@1", "popularity@1"])
    #expect(models[0]["metrics"]?.map?.number("validation") ?? 0 > 0)
    #expect(models[0]["fingerprint"] == models[2]["fingerprint"])
  }

  @Test func `a model says how it was made and what can be turned`() async throws {
    let reply = try await engine.ask("MODEL INFO")
    #expect(reply["model"] == "macridvae@1" && reply["items"] == 400)
    #expect(reply["configuration"]?.map?["concepts"] == 4)
    #expect(reply["plan"]?.map?["epochs"] == 150)
    #expect(reply["split"]?.text == "store held-out 0.1 minimum 5 seed 98765")
    let factors = reply.maps("factors")
    #expect(factors.map { $0["words"] } == ["c0 … c3", "c0.0 … c3.99"])
    #expect(try await engine.ask("MODEL INFO macridvae") == reply)
    #expect(try await engine.ask("MODEL INFO popularity")["model"] == "popularity@1")
    #expect(try await engine.refusal("MODEL INFO ease").code == .noModel)
  }

  @Test func `another model is put in use and back`() async throws {
    let first = try await engine.ask("MODEL USE popularity")
    #expect(
      first == Value.Map(dictionaryLiteral: ("model", "popularity@1"), ("before", "macridvae@1")))
    #expect(try await engine.ask("REC u1")["model"] == "popularity@1")
    #expect(try await engine.ask("HELLO")["model"] == "popularity@1")
    #expect(try await engine.refusal("MODEL USE ease").code == .noModel)
    #expect(try await engine.ask("REC u1")["model"] == "popularity@1")
    _ = try await engine.ask("MODEL USE macridvae@1")
    #expect(try await engine.ask("REC u1")["model"] == "macridvae@1")
  }

  @Test func `swapping drops no request and mixes no two models`() async throws {
    let line = "REC u1 k=20 explain=1"
    let macrid = try await engine.items("\(line) model=macridvae")
    let popular = try await engine.items("\(line) model=popularity")
    #expect(macrid != popular)
    let engine = engine
    let answered = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<25 {
            let reply = try await engine.ask(line)
            let items = reply.maps("items")
            let isMacrid = reply["model"] == "macridvae@1"
            #expect(items.compactMap { $0["item"]?.text } == (isMacrid ? macrid : popular))
            // Popularity has no concepts to give shares in.
            #expect(items.allSatisfy { $0.maps("why").contains { $0["share"] != nil } == isMacrid })
          }
          return 25
        }
      }
      group.addTask {
        for turn in 0..<30 {
          _ = try await engine.ask("MODEL USE \(turn % 2 == 0 ? "popularity" : "macridvae")")
        }
        return 0
      }
      return try await group.reduce(0, +)
    }
    #expect(answered == 100)
    #expect(engine.library.current?.title == "macridvae@1")
  }
}
