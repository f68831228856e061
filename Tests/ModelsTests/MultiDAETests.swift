// Mult-DAE: the facts that only this model has.
import Autodiff
import Datasets
import Models
import TestSupport
import Tensors
import Testing

struct MultiDAETests {
  static let histories = MultiVAETests.histories

  static func make(
    _ change: (inout MultiDAE.Configuration) -> Void = { _ in }
  ) -> (MultiDAE, Parameters) {
    var settings = MultiDAE.Configuration()
    settings.width = 4
    change(&settings)
    var builder = ParameterBuilder(key: RandomKey(seed: 62))
    let model = MultiDAE(settings, CatalogShape(items: 12), in: &builder)
    return (model, builder.parameters)
  }

  @Test func `as published there is one layer on either side and tanh after the code`() throws {
    let (model, parameters) = Self.make()
    let dense = Self.histories.densified().normalizedRows().unit
    let code = try MultiVAETests.affine(dense, "encoder/output", parameters).tanh()
    let truth = try MultiVAETests.affine(code, "decoder/output", parameters)
    let mine = TrainedModel(model, parameters).scores(Self.histories)
    #expect(Closeness.relative(mine, truth) < 1e-5)
    #expect(parameters.names.count == 4)
  }

  @Test func `a hidden layer stands on both sides, tanh after every layer but the last`() throws {
    let (model, parameters) = Self.make { $0.hidden = 6 }
    let dense = Self.histories.densified().normalizedRows().unit
    let hidden = try MultiVAETests.affine(dense, "encoder/hidden", parameters).tanh()
    let code = try MultiVAETests.affine(hidden, "encoder/output", parameters).tanh()
    let back = try MultiVAETests.affine(code, "decoder/hidden", parameters).tanh()
    let truth = try MultiVAETests.affine(back, "decoder/output", parameters)
    let mine = TrainedModel(model, parameters).scores(Self.histories)
    #expect(Closeness.relative(mine, truth) < 1e-5)
  }

  @Test(arguments: [0, 6])
  func `the penalty is the squared norms of all matrices and of no bias`(_ hidden: Int) throws {
    let (model, parameters) = Self.make {
      $0.hidden = hidden
      $0.l2 = 0.5
    }
    let graph = Graph(training: parameters, key: RandomKey(seed: 1))
    let penalty = try #require(model.penalty(on: graph)).value.item
    let truth = zip(parameters.names, parameters.tensors)
      .filter { $0.0.hasSuffix("weight") }
      .reduce(0.0) { $0 + 0.5 * $1.1.squaredNorm }
    #expect(abs(Double(penalty) - truth) < 1e-5 * truth)
  }

  @Test func `the loss is the reconstruction and the penalty, without a divergence`() throws {
    let (model, parameters) = Self.make { $0.keep = 1 }
    let graph = Graph(training: parameters, key: RandomKey(seed: 1))
    let objective = try #require(
      model.objectives(
        Batch(Self.histories), on: graph, at: Step(index: 0, perEpoch: 1)
      ).first)
    let scores = TrainedModel(model, parameters).scores(Self.histories)
    let likelihood = scores.multinomialLosses(Self.histories).losses.reduce(0, +) / 5
    let norms = zip(parameters.names, parameters.tensors)
      .filter { $0.0.hasSuffix("weight") }
      .reduce(0.0) { $0 + $1.1.squaredNorm }
    let truth = likelihood + 0.0005 * Float(norms)
    #expect(abs(objective.loss.value.item - truth) < 1e-5 * truth)
    #expect(objective.parts.map(\.name) == ["reconstruction", "kl weight", "penalty"])
  }

  @Test func `dropout hides entries of the history in training only`() throws {
    let (model, parameters) = Self.make { $0.keep = 0.5 }
    func codes(_ seed: UInt64?) -> Tensor {
      let graph =
        seed.map { Graph(training: parameters, key: RandomKey(seed: $0)) }
        ?? Graph(inference: parameters)
      return model.encode(Batch(Self.histories), on: graph).code["taste"].value
    }
    let differ = codes(1) != codes(2) && codes(1) != codes(nil)
    #expect(differ)
  }
}
