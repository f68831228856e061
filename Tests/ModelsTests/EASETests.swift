// EASE: the facts that only this model has.
import Autodiff
import Datasets
import Models
import TestSupport
import Tensors
import Testing

struct EASETests {
  static func solved(_ histories: SparseRows, lambda: Float) throws -> (TrainedModel, Tensor) {
    var settings = EASE.Configuration()
    settings.lambda = lambda
    var builder = ParameterBuilder(key: nil)
    let model = EASE(settings, CatalogShape(items: histories.columns), in: &builder)
    var parameters = builder.parameters
    try model.solve(histories, &parameters)
    return (TrainedModel(model, parameters), try #require(parameters["weights"]))
  }

  /// Five people and four items, for numbers made elsewhere.
  static let few = SparseRows(columns: 4, rows: [[0, 1], [0, 1, 2], [1, 2], [2, 3], [0, 3]])

  @Test func `weights and scores are those of numpy`() throws {
    let (trained, b) = try Self.solved(Self.few, lambda: 2)
    // P = inv(XᵀX + 2I); B = −P / diag(P), by numpy 2 in Double.
    let truth: [Float] = [
      0, 0.363_636_36, -0.012_658_23, 0.227_272_73,
      0.405_063_29, 0, 0.405_063_29, -0.181_818_18,
      -0.012_658_23, 0.363_636_36, 0, 0.227_272_73,
      0.253_164_56, -0.181_818_18, 0.253_164_56, 0,
    ]
    #expect(Closeness.relative(b, Tensor(shape: [4, 4], scalars: truth)) < 3e-7)
    let scores = trained.scores(Self.few.selecting([0]))
    let its = Tensor(
      shape: [1, 4], scalars: [0.405_063_29, 0.363_636_36, 0.392_405_06, 0.045_454_55])
    #expect(Closeness.relative(scores, its) < 3e-7)
  }

  @Test func `the optimum under an empty diagonal is met`() throws {
    // Lagrange: the gradient −G + GB + λB is diagonal.
    let histories = KeyedTensors.histories(
      rows: 200, columns: 130, density: 0.1, RandomKey(seed: 74))
    let (_, b) = try Self.solved(histories, lambda: 3)
    let g = CoOccurrence(histories).matrix()
    let gradient = g.product(b) + b * 3 + g * -1
    for i in 0..<130 {
      #expect(b[i, i] == 0)
      for j in 0..<130 where i != j { #expect(abs(gradient[i, j]) < 2e-4) }
    }
  }

  @Test func `turning a history item down forgets it`() throws {
    let (trained, _) = try Self.solved(Self.few, lambda: 2)
    let muted = try trained.run(
      Self.few.selecting([1]), overrides: [Override("history", [2], .mute)])
    let same = muted.scores == trained.scores(Self.few.selecting([0]))
    #expect(same)
    let half = try trained.run(
      Self.few.selecting([1]), overrides: [Override("history", [2], .scale(0.5))])
    let mean = (muted.scores + trained.scores(Self.few.selecting([1]))) * 0.5
    #expect(Closeness.relative(half.scores, mean) < 1e-6)
  }

  @Test func `a matrix that rounding makes indefinite is a fault`() {
    // Two items that the same 5 000 people have differ by λ alone, which a Float cannot see.
    let twins = SparseRows(columns: 2, rows: (0..<50_000).map { _ in [0, 1] })
    #expect(throws: NumericalFault.self) { try Self.solved(twins, lambda: 0.001) }
  }
}
