import Datasets
import Testing

@testable import Engine

@Suite struct ConceptsTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  @Test func `every concept shows its name, traits, share and items`() async throws {
    let reply = try await engine.ask("CONCEPTS top=3")
    let concepts = reply.maps("concepts")
    #expect(concepts.map { $0["concept"] } == ["c0", "c1", "c2", "c3"])
    #expect(Set(concepts.compactMap { $0["name"]?.text }) == Set(service.log.world.names))
    #expect(abs(concepts.reduce(0) { $0 + ($1.number("share") ?? 0) } - 1) < 1e-6)
    #expect(concepts.reduce(0) { $0 + Int($1.number("items") ?? 0) } == 400)
    for concept in concepts {
      #expect(concept.maps("top").count == 3)
      let trait = try #require(concept.maps("traits").first)
      #expect(trait["attribute"] == "genre" && trait["value"] == concept["name"])
      #expect(trait.number("lift") ?? 0 > 2 && trait.number("coverage") ?? 0 > 0.6)
    }
    #expect(try await engine.ask("CONCEPTS top=0").maps("concepts")[0].list("top").isEmpty)
  }

  @Test func `a concept is found by word and by name in any case`() async throws {
    let byName = try await engine.ask("CONCEPT romance")
    let word = try #require(byName["concept"]?.text)
    #expect(try await engine.ask("CONCEPT \(word)") == byName)
    let top = byName.maps("top")
    let memberships = top.compactMap { $0.number("membership") }
    #expect(memberships.count == 20 && memberships == memberships.sorted(by: >))
    let world = service.log.world
    let right = top.count { item in
      Int(item["item"]?.text?.dropFirst() ?? "").map {
        world.names[world.conceptOfItem[$0 - 1]] == "Romance"
      } ?? false
    }
    #expect(right == 20)
  }

  @Test func `what is no concept is refused`() async throws {
    #expect(try await engine.refusal("CONCEPT c9").code == .noConcept)
    #expect(
      try await engine.refusal("CONCEPT c1.2").message.hasPrefix(
        "\"c1.2\" is no concept of macridvae@1; it has c0…c3 ("))
    #expect(
      try await engine.refusal("CONCEPT c0 model=popularity").message
        == "popularity@1 has no concepts; its factors are popularity0")
    #expect(try await engine.ask("CONCEPTS model=popularity").list("concepts").isEmpty)
  }
}
