import Testing

@testable import Engine

@Suite struct TraverseTests {
  private let engine: QueryEngine

  init() async throws { engine = try await PlantedService.shared.value.engine() }

  @Test func `a walk stays in the concept and rises along the coordinate`() async throws {
    let reply = try await engine.ask("TRAVERSE m1 dim=3 stops=5")
    let stops = reply.maps("stops")
    #expect(stops.count == 5)
    let concept = try #require(reply["concept"]?.text)
    #expect(stops.allSatisfy { $0["in"]?.text == concept && $0["item"]?.text != "m1" })
    let values = stops.compactMap { $0.number("value") }
    #expect(values == values.sorted() && Set(stops.compactMap { $0["item"]?.text }).count == 5)
  }

  @Test func `a sweep has a stop at every value`() async throws {
    let stops = try await engine.ask("TRAVERSE m1 dim=3 sweep=1 stops=10").maps("stops")
    #expect(stops.count == 10 && stops[0].number("value") == -1)
  }

  @Test func `what cannot be walked is refused`() async throws {
    #expect(try await engine.refusal("TRAVERSE zz").code == .noItem)
    #expect(try await engine.refusal("TRAVERSE m1 concept=Nothing").code == .noConcept)
    #expect(try await engine.refusal("TRAVERSE m1 model=popularity").code == .noConcept)
    let far = try await engine.refusal("TRAVERSE m1 dim=1000")
    #expect(far.code == .range && far.description.contains("has coordinates 0 …"))
  }
}
