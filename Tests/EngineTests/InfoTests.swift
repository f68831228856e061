import Store
import Testing

@testable import Engine

@Suite struct InfoTests {
  @Test func `sections come together or one at a time`() async throws {
    let engine = try await PlantedService.shared.value.engine()
    let all = try await engine.ask("INFO")
    #expect(all.keys == ["server", "model", "store"])
    #expect(all["server"]?.map?["version"] == "1.2.3")
    #expect(all["model"]?.map?["concepts"] == 4 && all["model"]?.map?["items"] == 400)
    #expect(all["store"]?.map?.number("users") ?? 0 >= 600)
    #expect(try await engine.ask("INFO MODEL").keys == ["model"])
    #expect(
      try await engine.refusal("INFO disk").message
        == "no section \"disk\"; there are server, model, store")
  }

  @Test func `a service without a model says so and answers what needs none`() async throws {
    let engine = QueryEngine(version: "1", library: ModelLibrary(try .inMemory()))
    #expect(try await engine.ask("INFO model")["model"]?.map?["in_use"] == .null)
    #expect(try await engine.ask("HELLO")["ready"] == false)
    #expect(try await engine.ask("MODEL LIST")["in_use"] == .null)
    for line in ["REC u1", "CONCEPTS", "PROFILE u1", "SIMILAR i", "SCORE u i", "EXPLAIN u i"] {
      let fault = try await engine.refusal(line)
      #expect(
        fault.description
          == "NOMODEL no model is in use; run facet train, then MODEL USE", "\(line)")
    }
    #expect(
      try await engine.refusal("MODEL USE macridvae").message
        == "no model macridvae in the store")
    #expect(throws: Fault.self) { try engine.library.open() }
  }
}
