// β-Mult-VAE: the facts that only this model has.
import Autodiff
import Datasets
import Models
import TestSupport
import Tensors
import Testing

struct BetaVAETests {
  static func make(width: Int, items: Int) -> (BetaVAE, Parameters) {
    var settings = BetaVAE.Configuration()
    settings.width = width
    var builder = ParameterBuilder(key: RandomKey(seed: 63))
    let model = BetaVAE(settings, CatalogShape(items: items), in: &builder)
    return (model, builder.parameters)
  }

  @Test func `scores are one hidden layer in, none out`() throws {
    let (model, parameters) = Self.make(width: 4, items: 12)
    let dense = MultiVAETests.histories.densified().normalizedRows().unit
    let hidden = try MultiVAETests.affine(dense, "encoder/hidden", parameters).tanh()
    let mean = try MultiVAETests.affine(hidden, "encoder/output", parameters).columns(0..<4)
    let truth = try MultiVAETests.affine(mean, "decoder/output", parameters)
    let mine = TrainedModel(model, parameters).scores(MultiVAETests.histories)
    #expect(Closeness.relative(mine, truth) < 1e-5)
  }

  @Test func `it is as large as MacridVAE of the same width, apart from prototypes and biases`() {
    let (items, d) = (500, 20)
    let (_, mine) = Self.make(width: d, items: items)
    var settings = MacridVAE.Configuration()
    settings.width = d
    var builder = ParameterBuilder(key: nil)
    _ = MacridVAE(settings, CatalogShape(items: items), in: &builder)
    #expect(Self.matrices(mine) == 2 * items * d + 2 * d * d)
    let others = Self.matrices(builder.parameters) - settings.concepts * d
    #expect(Self.matrices(mine) == others)
  }

  @Test func `β is the weight of the divergence`() throws {
    let (model, _) = Self.make(width: 4, items: 12)
    #expect(model.divergenceWeight(at: Step(index: 1_000_000, perEpoch: 1)) == 0.2)
    #expect(model.divergenceWeight(at: Step(index: 0, perEpoch: 1)) == 0)
  }

  /// Scalars in matrices.
  static func matrices(_ parameters: Parameters) -> Int {
    parameters.tensors.filter { $0.shape.count > 1 }.reduce(0) { $0 + $1.count }
  }
}
