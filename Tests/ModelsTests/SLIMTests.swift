// SLIM: the facts that only this model has.
import Autodiff
import Datasets
import Models
import TestSupport
import Tensors
import Testing

struct SLIMTests {
  static let histories = KeyedTensors.histories(
    rows: 150, columns: 40, density: 0.15, RandomKey(seed: 77))

  /// A solved model and its weights, written out: the scores of single items.
  static func solved(
    _ histories: SparseRows, _ change: (inout SLIM.Configuration) -> Void
  ) throws -> (trained: TrainedModel, weights: Tensor) {
    var settings = SLIM.Configuration()
    settings.tolerance = 1e-6
    settings.passes = 5000
    change(&settings)
    let items = histories.columns
    var builder = ParameterBuilder(key: nil)
    let model = SLIM(settings, CatalogShape(items: items), in: &builder)
    var parameters = builder.parameters
    try model.solve(histories, &parameters)
    let trained = TrainedModel(model, parameters)
    let units = SparseRows(columns: items, rows: (0..<Int32(items)).map { [$0] })
    return (trained, trained.scores(units))
  }

  @Test func `weights are those of a plain coordinate descent in numpy`() throws {
    let (_, b) = try Self.solved(EASETests.few) {
      $0.l1 = 0.3
      $0.l2 = 1
    }
    let truth: [Float] = [
      0, 0.34, 0, 0.14, 0.425, 0, 0.425, 0, 0, 0.34, 0, 0.14, 0.233_333_33, 0, 0.233_333_33, 0,
    ]
    #expect(Closeness.relative(b, Tensor(shape: [4, 4], scalars: truth)) < 2e-6)
  }

  @Test(arguments: [(0.5, 2), (2, 0.5), (0, 1)] as [(Float, Float)])
  func `the conditions of the optimum are met`(_ l1: Float, _ l2: Float) throws {
    let (_, b) = try Self.solved(Self.histories) {
      $0.l1 = l1
      $0.l2 = l2
    }
    let g = CoOccurrence(Self.histories).matrix()
    // Slope of the smooth part; the multipliers of B ≥ 0 leave it where they may.
    let slope = g.product(b) + b * l2 + g * -1
    var positive = 0
    for i in 0..<40 {
      #expect(b[i, i] == 0)
      for j in 0..<40 where i != j {
        #expect(b[i, j] >= 0)
        if b[i, j] > 0 {
          positive += 1
          #expect(abs(slope[i, j] + l1) < 2e-4, "\(i) to \(j)")
        } else {
          #expect(slope[i, j] + l1 > -2e-4, "\(i) to \(j)")
        }
      }
    }
    #expect(positive > 100 && positive < 1500)
  }

  @Test func `only candidates explain an item`() throws {
    let (_, b) = try Self.solved(Self.histories) {
      $0.candidates = 3
      $0.l1 = 0
    }
    for j in 0..<40 { #expect((0..<40).count { b[$0, j] != 0 } <= 3) }
  }

  @Test func `a heavy penalty leaves no weight`() throws {
    let (trained, _) = try Self.solved(Self.histories) { $0.l1 = 1000 }
    #expect(trained.scores(Self.histories).scalars.allSatisfy { $0 == 0 })
  }

  @Test func `weights do not depend on threads`() throws {
    let one = try ThreadCount.with(1) { try Self.solved(Self.histories) { $0.l1 = 1 } }
    let two = try ThreadCount.with(2) { try Self.solved(Self.histories) { $0.l1 = 1 } }
    #expect(one.trained.parameters == two.trained.parameters)
  }
}
