// Popularity: the facts that only this model has.
import Autodiff
import Datasets
import Models
import TestSupport
import Tensors
import Testing

struct PopularityTests {
  static let histories = SparseRows(columns: 4, rows: [[0, 1], [1], [1, 3], []])

  static func trained() throws -> TrainedModel {
    var builder = ParameterBuilder(key: nil)
    let model = Popularity(Popularity.Configuration(), CatalogShape(items: 4), in: &builder)
    var parameters = builder.parameters
    try model.solve(histories, &parameters)
    return TrainedModel(model, parameters)
  }

  @Test func `everybody gets the logarithm of one more than the count`() throws {
    let scores = try Self.trained().scores(Self.histories)
    for user in 0..<4 {
      for (mine, truth) in zip(scores.row(user), [0.6931472, 1.3862944, 0, 0.6931472] as [Float]) {
        #expect(abs(mine - truth) < 1e-6)
      }
    }
  }

  @Test func `a negative strength turns the order round`() throws {
    let run = try Self.trained().run(
      Self.histories, overrides: [Override("strength", [0], .set(-1))])
    let plain = try Self.trained().scores(Self.histories)
    #expect(run.scores == plain * -1)
  }

  @Test func `it is solved and has nothing to descend`() throws {
    let trained = try Self.trained()
    let graph = Graph(training: trained.parameters, key: RandomKey(seed: 0))
    let objectives = trained.model.objectives(
      Batch(Self.histories), on: graph, at: Step(index: 0, perEpoch: 1))
    #expect(objectives.isEmpty)
  }
}
