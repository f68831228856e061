// FactorVAE: the facts that only this model has.
import Autodiff
import Datasets
import Models
import TestSupport
import Tensors
import Testing

@testable import Models

@Suite struct FactorVAETests {
  private static let histories = KeyedTensors.histories(
    rows: 30, columns: 12, density: 0.4, RandomKey(seed: 81))

  private static func make() -> (FactorVAE, Parameters) {
    var settings = FactorVAE.Configuration()
    settings.width = 4
    settings.criticWidth = 16
    settings.criticLayers = 2
    settings.annealEpochs = 0
    var builder = ParameterBuilder(key: RandomKey(seed: 82))
    let model = FactorVAE(settings, CatalogShape(items: 12), in: &builder)
    return (model, builder.parameters)
  }

  @Test func `permuting keeps every coordinate's values and breaks the rows`() {
    let draws = KeyedTensors.normal([50, 3], RandomKey(seed: 83))
    let apart = FactorVAE.permuted(draws, RandomKey(seed: 84))
    for j in 0..<3 {
      let column = (0..<50).map { draws[$0, j] }
      let other = (0..<50).map { apart[$0, j] }
      #expect(column.sorted() == other.sorted() && column != other)
    }
    let rows = Set((0..<50).map { Array(draws.row($0)) })
    #expect((0..<50).count { rows.contains(Array(apart.row($0))) } <= 2)
  }

  @Test func `the critic's loss moves the critic alone, the model's the model alone`() {
    let (model, parameters) = Self.make()
    let graph = Graph(training: parameters, key: RandomKey(seed: 85))
    let objectives = model.objectives(
      Batch(Self.histories), on: graph, at: Step(index: 0, perEpoch: 1))
    #expect(objectives.map(\.trains) == ["vae/", "critic/"])
    // The draws are given to the critic: nothing flows back through them.
    let all = graph.gradients(of: objectives[1].loss)
    for (index, name) in parameters.names.enumerated() {
      #expect((all[index] != nil) == name.hasPrefix("critic/"), "\(name)")
    }
    let own = graph.gradients(of: objectives[0].loss, prefix: objectives[0].trains)
    for (index, name) in parameters.names.enumerated() {
      #expect((own[index] != nil) == name.hasPrefix("vae/"), "\(name)")
    }
  }

  @Test func `a critic that is trained alone finds the correlation there is`() throws {
    // Two coordinates that are one: ½ ln(1 / (1 − ρ²)) nats with ρ = 0.9.
    let (model, start) = Self.make()
    var parameters = start
    var optimizer = Adam(parameters, learningRate: 0.003)
    let truth: Float = -0.5 * Scalar.log(1 - 0.81)
    var found: Float = 0
    for index in 0..<600 {
      let noise = KeyedTensors.normal([500, 4], RandomKey(seed: 86).child(index))
      var draws = noise
      for row in 0..<500 {
        draws.scalars[row * 4 + 1] = 0.9 * noise[row, 0] + 0.4358899 * noise[row, 1]
      }
      let graph = Graph(training: parameters, key: RandomKey(seed: 87).child(index))
      let (correlation, criticism) = model.criticize(graph.constant(draws))
      optimizer.step(&parameters, graph.gradients(of: criticism, prefix: "critic/"))
      if index >= 500 { found += correlation.value.item / 100 }
    }
    #expect(abs(found - truth) < 0.15, "\(found) of \(truth) nats")
  }
}
