// ItemKNN: the facts that only this model has.
import Autodiff
import Datasets
import Foundation
import Models
import TestSupport
import Tensors
import Testing

struct ItemKNNTests {
  static func settings(_ change: (inout ItemKNN.Configuration) -> Void) -> ItemKNN.Configuration {
    var settings = ItemKNN.Configuration()
    change(&settings)
    return settings
  }

  static func solved(
    _ histories: SparseRows, _ settings: ItemKNN.Configuration
  ) throws -> TrainedModel {
    var builder = ParameterBuilder(key: nil)
    let model = ItemKNN(settings, CatalogShape(items: histories.columns), in: &builder)
    var parameters = builder.parameters
    try model.solve(histories, &parameters)
    return TrainedModel(model, parameters)
  }

  /// Scores from the formula, one pair of items at a time, in `Double`.
  static func naive(_ histories: SparseRows, _ s: ItemKNN.Configuration) -> [[Double]] {
    let m = histories.columns
    func shared(_ i: Int, _ j: Int) -> Double {
      (0..<histories.rows).reduce(0.0) { sum, u in
        histories.contains(u, Int32(i)) && histories.contains(u, Int32(j))
          ? sum + pow(Double(histories.count(u)), -Double(s.userDiscount)) : sum
      }
    }
    let norms = (0..<m).map { shared($0, $0) }
    var similarities = [[Double]](repeating: [Double](repeating: 0, count: m), count: m)
    for j in 0..<m {
      let column = (0..<m).map { i in
        i == j || shared(i, j) == 0
          ? 0
          : shared(i, j)
            / (pow(norms[i], Double(s.asymmetry)) * pow(norms[j], 1 - Double(s.asymmetry))
              + Double(s.shrink))
      }
      let order = (0..<m).sorted { (column[$0], $1) > (column[$1], $0) }
      for i in order.prefix(s.neighbors) { similarities[i][j] = column[i] }
    }
    return (0..<histories.rows).map { u in
      (0..<m).map { j in histories.row(u).reduce(0.0) { $0 + similarities[Int($1)][j] } }
    }
  }

  @Test(
    arguments: [(0.5, 0, 0, 8), (0.5, 10, 0.5, 50), (0.3, 0.7, 1, 3)]
      as [(Float, Float, Float, Int)])
  func `scores equal a plain loop`(
    _ asymmetry: Float, _ shrink: Float, _ discount: Float, _ neighbors: Int
  ) throws {
    let histories = KeyedTensors.histories(
      rows: 60, columns: 30, density: 0.2, RandomKey(seed: 75), empty: 4)
    let settings = Self.settings {
      $0.asymmetry = asymmetry
      $0.shrink = shrink
      $0.userDiscount = discount
      $0.neighbors = neighbors
    }
    let scores = try Self.solved(histories, settings).scores(histories)
    let truth = Self.naive(histories, settings).flatMap { $0 }
    #expect(Closeness.relative(scores.scalars.map { Double($0) }, truth) < 1e-6)
  }

  @Test func `similarities are those of numpy`() throws {
    let settings = Self.settings {
      $0.asymmetry = 0.3
      $0.shrink = 0.7
      $0.userDiscount = 0.5
      $0.neighbors = 3
    }
    let trained = try Self.solved(EASETests.few, settings)
    let units = SparseRows(columns: 4, rows: [[0], [1], [2], [3]])
    // K = Xᵀ diag(n^−½) X; S = K / (outer(diag K^0.3, diag K^0.7) + 0.7), by numpy 2 in Double.
    let truth: [Float] = [
      0, 0.477_215_90, 0.214_503_65, 0.311_888_30,
      0.477_215_90, 0, 0.477_215_90, 0,
      0.214_503_65, 0.477_215_90, 0, 0.311_888_30,
      0.283_162_64, 0, 0.283_162_64, 0,
    ]
    let mine = trained.scores(units)
    #expect(Closeness.relative(mine, Tensor(shape: [4, 4], scalars: truth)) < 1e-6)
  }

  @Test func `weights do not depend on threads`() throws {
    let histories = KeyedTensors.histories(
      rows: 60, columns: 90, density: 0.2, RandomKey(seed: 76))
    let one = try ThreadCount.with(1) { try Self.solved(histories, .init()) }
    let two = try ThreadCount.with(2) { try Self.solved(histories, .init()) }
    #expect(one.parameters == two.parameters)
  }
}
