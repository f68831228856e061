import Datasets
import Models
import Tensors
import Testing

@testable import Engine

/// `FACTORS`, and the one language by which every model is steered.
@Suite struct FactorListTests {
  private let engine: QueryEngine

  init() async throws { engine = try await PlantedService.shared.value.engine() }

  @Test func `narrow blocks are listed by element and wide ones are one row`() async throws {
    let reply = try await engine.ask("FACTORS")
    #expect(reply["users"] == .int(FactorMeasurement.users) && reply["list"] == 20)
    let factors = reply.maps("factors")
    #expect(
      factors.compactMap { $0["factor"]?.text } == ["c0", "c1", "c2", "c3", "c0.0 … c3.99"])
    let names = try engine.library.snapshot(nil).factors.concepts.compactMap(\.name)
    #expect(factors.compactMap { $0["name"]?.text } == names)
    for factor in factors.prefix(4) {
      // The encoder leaves weights at 0 for everybody, so the step is a unit.
      #expect(factor.number("mean") == 0 && factor.number("spread") == 0)
      #expect(factor.number("step") == 1 && factor["range"]?.json == "[-20.0,20.0]")
      let moves = try #require(factor.number("moves"))
      #expect(moves > 0.1 && moves < 1)
    }
    let wide = try #require(factors.last)
    #expect(wide["kind"] == "direction" && wide.number("elements") == 400)
    // Unit vectors of 100 coordinates have squares of 1/100 in the mean.
    let (mean, spread) = (wide.number("mean") ?? .nan, wide.number("spread") ?? .nan)
    #expect(abs(mean * mean + spread * spread - 0.01) < 1e-4)
  }

  @Test func `a block asked for by name is listed by element, up to a bound`() async throws {
    let factors = try await engine.ask("FACTORS model=multivae block=taste").maps("factors")
    #expect(factors.compactMap { $0["factor"]?.text } == (0..<8).map { "z\($0)" })
    #expect(factors.allSatisfy { $0.number("spread") == $0.number("step") })
    #expect(try await engine.ask("FACTORS block=weight").maps("factors").count == 4)
  }

  @Test func `what turning moves is what a request would see`() async throws {
    let snapshot = try engine.library.snapshot(nil)
    let block = try #require(snapshot.trained.layout["weight"])
    let measurement = try FactorMeasurement(snapshot, on: engine)
    let few = measurement.histories
    var moved = 0.0
    for user in 0..<few.rows {
      let history = few.row(user).map { snapshot.catalog.items[Int($0)].rawValue }
      let person = "REC - k=20 history=\(history.joined(separator: ","))"
      let before = Set(try await engine.items(person))
      let after = try await engine.items("\(person) add=c1:1")
      moved += Double(20 - before.intersection(after).count) / 20 / Double(few.rows)
    }
    // A row of a batch differs from itself alone in last bits, which may swap a tie.
    #expect(abs(try measurement.figures(block, [1]).moves - moved) < 0.002)
  }

  @Test func `a model of one factor and a block that is none`() async throws {
    let factor = try #require(
      try await engine.ask("FACTORS model=popularity").maps("factors").first)
    #expect(factor["factor"] == "popularity0" && factor.number("mean") == 1)
    // The same list for everybody, however strongly it counts.
    #expect(factor.number("moves") == 0)
    #expect(
      try await engine.refusal("FACTORS block=mood").description
        == "NOCONCEPT no block \"mood\" in macridvae@1; it has weight, taste")
  }

  @Test func `scaling multiplies odds, and goes by name, word or block`() async throws {
    let scaled = try await engine.ask("REC u1 k=1000 scale=c1:0.5").maps("items")
    let name = try #require(try engine.library.snapshot(nil).factors.label(1).name)
    for key in ["scale=\(name):0.5", "scale=weight[1]:0.5"] {
      #expect(try await engine.ask("REC u1 k=1000 \(key)").maps("items") == scaled)
    }
    let added = try await engine.ask("REC u1 k=1000 add=c1:-0.6931472").maps("items")
    for (one, other) in zip(scaled, added) {
      #expect(abs((one.number("score") ?? 0) - (other.number("score") ?? 1)) < 1e-5)
    }
    #expect(
      try await engine.ask("REC u1 k=9 dim=\(name).12:+3sd").maps("items")
        == engine.ask("REC u1 k=9 dim=c1.12:+3sd").maps("items"))
  }

  @Test func `a refusal names the range of the kind`() async throws {
    let fault = try await engine.refusal("REC u1 set=c1:21")
    #expect(fault.description == "RANGE c1 is -20.0 … 20.0, not 21.0")
    let coordinate = try await engine.refusal("REC u1 set=c1.4:2")
    #expect(coordinate.description == "RANGE c1.4 is -1.0 … 1.0, not 2.0")
    #expect(try await engine.refusal("REC u1 scale=c1:0").code == .arguments)
  }
}
