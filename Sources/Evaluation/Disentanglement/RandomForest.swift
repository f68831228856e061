import Foundation
import Tensors

/// A random forest (Breiman, "Random Forests", Machine Learning 2001) for importances: bootstrap
/// samples, and every column a candidate at every split.
///
/// Drawing √D candidates, as forests for prediction do, gives importance to columns of noise and
/// lowers DCI; so it is not done. Ties between columns are broken by an order drawn for each tree:
/// columns that are copies share their importance over the trees. Deterministic by key, whatever
/// the number of threads.
struct RandomForest: Sendable {
  /// How it is grown.
  struct Plan: Sendable {
    var trees = 100
    /// Depths among which three-fold cross-validation on the training points chooses.
    var depths = [4, 8, 12]
    /// Trees of a forest of the search.
    var searchTrees = 25
    static let folds = 3
  }

  private let trees: [RegressionTree]
  private let target: RegressionTree.Target
  private let edges: [[Double]]
  /// The depth that was chosen.
  let depth: Int

  /// A forest on columns `[D][N]`. O(trees · N · D · depth), spread over the cores.
  init(
    _ columns: [[Double]], _ target: RegressionTree.Target, _ plan: Plan = Plan(), key: RandomKey
  ) {
    let data = BinnedColumns(columns)
    self.target = target
    edges = data.edges
    let deepest = plan.depths.max() ?? 1
    depth =
      plan.depths.count == 1
      ? deepest : Self.chosenDepth(data, target, plan, key.child("search"))
    let all = (0..<Int32(data.points)).map { $0 }
    trees = Self.grow(data, target, all, plan.trees, depth, key.child("forest"))
  }

  /// Mean over trees of the share of the gain that a column has; sums to 1, or to 0 when nothing
  /// could be split.
  var importances: [Double] {
    var sums = [Double](repeating: 0, count: edges.count)
    for tree in trees {
      for (j, share) in tree.importances(columns: edges.count, depth: depth).enumerated() {
        sums[j] += share
      }
    }
    let total = sums.reduce(0, +)
    return total > 0 ? sums.map { $0 / total } : sums
  }

  /// Error on other points: share of wrong classes, or root mean squared error.
  func error(_ columns: [[Double]], _ truth: RegressionTree.Target) -> Double {
    let data = BinnedColumns(columns, edges: edges)
    let points = Array(0..<data.points)
    return Self.errors(trees, data, truth, points, depths: [depth])[0]
  }

  private static func grow(
    _ data: BinnedColumns, _ target: RegressionTree.Target, _ points: [Int32], _ count: Int,
    _ depth: Int, _ key: RandomKey
  ) -> [RegressionTree] {
    var trees = [RegressionTree?](repeating: nil, count: count)
    trees.withUnsafeMutableBufferPointer { trees in
      Parallel.forChunks(of: count, size: 1) { chunk in
        for t in chunk {
          let key = key.child(t)
          let draws = key.child("bootstrap")
          let sample = points.indices.map { place in
            points[Int(draws.bits(at: place).multipliedFullWidth(by: UInt64(points.count)).high)]
          }
          trees[t] = RegressionTree(
            data, target, sample: sample, depth: depth,
            order: key.child("columns").permutation(data.columns))
        }
      }
    }
    return trees.compactMap { $0 }
  }

  /// The depth of least error over three folds; the smaller of equals.
  private static func chosenDepth(
    _ data: BinnedColumns, _ target: RegressionTree.Target, _ plan: Plan, _ key: RandomKey
  ) -> Int {
    let depths = plan.depths.sorted()
    let order = key.child("folds").permutation(data.points)
    var totals = [Double](repeating: 0, count: depths.count)
    for fold in 0..<Plan.folds {
      let held = order.indices.filter { $0 % Plan.folds == fold }.map { order[$0] }
      let rest = order.indices.filter { $0 % Plan.folds != fold }.map { Int32(order[$0]) }
      guard !held.isEmpty, !rest.isEmpty else { continue }
      let trees = grow(
        data, target, rest, plan.searchTrees, depths.last ?? 1, key.child("fold").child(fold))
      for (place, error) in errors(trees, data, target, held, depths: depths).enumerated() {
        totals[place] += error
      }
    }
    let best = totals.indices.min { (totals[$0], $0) < (totals[$1], $1) } ?? 0
    return depths[best]
  }

  /// The error at several depths of the same trees.
  private static func errors(
    _ trees: [RegressionTree], _ data: BinnedColumns, _ truth: RegressionTree.Target,
    _ points: [Int], depths: [Int]
  ) -> [Double] {
    let width = truth.width
    return depths.map { depth in
      var sums = [Double](repeating: 0, count: points.count * width)
      for tree in trees {
        for (place, point) in points.enumerated() {
          tree.add(data, point: point, depth: depth, to: &sums, at: place * width)
        }
      }
      switch truth {
      case .classes(let classes, _):
        let wrong = points.indices.count { place in
          let row = sums[place * width..<(place + 1) * width]
          let guess = row.indices.max { (row[$0], $1) < (row[$1], $0) } ?? 0
          return guess - place * width != Int(classes[points[place]])
        }
        return Double(wrong) / Double(max(1, points.count))
      case .numbers(let values):
        let squares = points.indices.reduce(0.0) { sum, place in
          let miss = sums[place] / Double(max(1, trees.count)) - values[points[place]]
          return sum + miss * miss
        }
        return (squares / Double(max(1, points.count))).squareRoot()
      }
    }
  }
}
