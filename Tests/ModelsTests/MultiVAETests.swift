// Mult-VAE: the facts that only this model has.
import Autodiff
import Datasets
import Models
import TestSupport
import Tensors
import Testing

struct MultiVAETests {
  static let histories = KeyedTensors.histories(
    rows: 5, columns: 12, density: 0.4, RandomKey(seed: 60), empty: 4)

  static func make(
    _ change: (inout MultiVAE.Configuration) -> Void = { _ in }
  ) -> (MultiVAE, Parameters) {
    var settings = MultiVAE.Configuration()
    settings.hidden = 6
    settings.width = 4
    change(&settings)
    var builder = ParameterBuilder(key: RandomKey(seed: 61))
    let model = MultiVAE(settings, CatalogShape(items: 12), in: &builder)
    return (model, builder.parameters)
  }

  /// `x·W + b` by the names of a layer.
  static func affine(_ x: Tensor, _ layer: String, _ parameters: Parameters) throws -> Tensor {
    let weight = try #require(parameters["\(layer)/weight"])
    let bias = try #require(parameters["\(layer)/bias"])
    return x.product(weight).addingRow(bias)
  }

  @Test func `scores are the network of the paper over unit histories`() throws {
    let (model, parameters) = Self.make()
    let dense = Self.histories.densified().normalizedRows().unit
    let hidden = try Self.affine(dense, "encoder/hidden", parameters).tanh()
    let mean = try Self.affine(hidden, "encoder/output", parameters).columns(0..<4)
    let back = try Self.affine(mean, "decoder/hidden", parameters).tanh()
    let truth = try Self.affine(back, "decoder/output", parameters)
    let mine = TrainedModel(model, parameters).scores(Self.histories)
    #expect(Closeness.relative(mine, truth) < 1e-5)
  }

  @Test func `the divergence has the mean's part`() throws {
    let (model, parameters) = Self.make { $0.keep = 1 }
    let dense = Self.histories.densified().normalizedRows().unit
    let hidden = try Self.affine(dense, "encoder/hidden", parameters).tanh()
    let out = try Self.affine(hidden, "encoder/output", parameters)
    let (mean, l) = (out.columns(0..<4), out.columns(4..<8))
    let truth = (0..<20).reduce(0.0) {
      let (m, l) = (Double(mean.scalars[$1]), Double(l.scalars[$1]))
      return $0 + 0.5 * (m * m + Double(Scalar.exp(Float(l))) - l - 1) / 5
    }
    let graph = Graph(training: parameters, key: RandomKey(seed: 1))
    let encoding = model.encode(Batch(Self.histories), on: graph)
    #expect(encoding.divergences.count == 1)
    #expect(abs(Double(encoding.divergences[0].nats.value.item) - truth) < 1e-5)
  }

  @Test func `the posterior's spread is what a step in deviations moves by`() throws {
    let (model, parameters) = Self.make()
    let trained = TrainedModel(model, parameters)
    let plain = try trained.run(Self.histories).code
    let moved = try trained.run(
      Self.histories, overrides: [Override("taste", [2], .addDeviations(3))]
    ).code
    let spread = try #require(plain.spread("taste"))
    for user in 0..<5 {
      let step = moved["taste"].value[user, 2] - plain["taste"].value[user, 2]
      #expect(abs(step - 3 * spread[user, 2]) < 1e-5)
    }
  }

  @Test func `a model without concepts says so`() {
    let (model, parameters) = Self.make()
    #expect(TrainedModel(model, parameters).itemConcepts == nil)
    #expect(model.layout.conceptWeights == nil)
  }
}
