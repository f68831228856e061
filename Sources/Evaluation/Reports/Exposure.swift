import Datasets
public import Tensors

/// How often a model recommends each item: counts over the lists of held-out users, beside how many
/// training users have the item.
public struct Exposure: Sendable, Equatable, Codable {
  /// Items of a list that are counted, n.
  public static let depth = 20

  /// Lists an item stands in. `[M]`
  public private(set) var lists: [Int]
  /// Training users who have it. `[M]`
  public let popularity: [Int]
  public let trainingUsers: Int
  /// Lists counted.
  public private(set) var users = 0

  /// No lists yet. O(entries).
  public init(training: SparseRows) {
    lists = [Int](repeating: 0, count: training.columns)
    var popularity = lists
    for row in 0..<training.rows {
      for item in training.row(row) { popularity[Int(item)] += 1 }
    }
    self.popularity = popularity
    trainingUsers = training.rows
  }

  /// Counts the first n unseen items of every row. `[B, M]` scores of `[B, M]` visible histories.
  public mutating func count(_ scores: Tensor, visible: SparseRows) {
    var scores = scores
    for row in 0..<visible.rows {
      for item in visible.row(row) { scores.scalars[row * scores.columns + Int(item)] = -.infinity }
    }
    for list in scores.topK(Self.depth) {
      for place in list { lists[Int(place.index)] += 1 }
    }
    users += visible.rows
  }

  /// Share of the catalogue that stands in at least one list.
  public var coverage: Double {
    lists.isEmpty ? 0 : Double(lists.count { $0 > 0 }) / Double(lists.count)
  }

  /// Mean share of training users who have a recommended item, over all places of all lists.
  public var meanPopularity: Double {
    let places = lists.reduce(0, +)
    guard places > 0, trainingUsers > 0 else { return 0 }
    let sum = zip(lists, popularity).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    return sum / Double(places) / Double(trainingUsers)
  }

  /// Columns from the most popular to the least; the lower column first among equals.
  private var order: [Int] {
    lists.indices.sorted { (popularity[$0], $1) > (popularity[$1], $0) }
  }

  /// Cumulative shares of recommendations and of training interactions over the items from the most
  /// popular to the least, at `points` equally spaced shares of the catalogue.
  public func longTail(points: Int = 50) -> (
    catalogue: [Double], recommended: [Double], training: [Double]
  ) {
    let order = order
    func cumulative(_ counts: [Int]) -> [Double] {
      let total = Double(max(1, counts.reduce(0, +)))
      var sum = 0
      let sums = order.map { item -> Double in
        sum += counts[item]
        return Double(sum) / total
      }
      return (0...points).map { point in
        let items = order.count * point / points
        return items == 0 ? 0 : sums[items - 1]
      }
    }
    return (
      (0...points).map { Double(order.count * $0 / points) / Double(max(1, order.count)) },
      cumulative(lists), cumulative(popularity)
    )
  }

  /// Share of recommendations that go to each tenth of the catalogue, most popular first; and the
  /// same for training interactions.
  public func tenths() -> (recommended: [Double], training: [Double]) {
    let tail = longTail(points: 10)
    func steps(_ sums: [Double]) -> [Double] { zip(sums.dropFirst(), sums).map { $0 - $1 } }
    return (steps(tail.recommended), steps(tail.training))
  }
}
