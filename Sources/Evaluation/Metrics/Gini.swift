/// Gini index of how often the items are recommended: 0 when all equally often, near 1 when a few take
/// every place.
///
///     Gini@k = Σ_{j = 1…M} (2j − M − 1) c_(j) / (M · Σ_j c_(j))
///
/// c_(1) ≤ … ≤ c_(M) are the numbers of lists an item stands in. 0 when no item was recommended.
public struct Gini: AggregateMetric {
  public let depth: Int

  /// Gini index of the first `k` places; traps unless `k` is positive.
  public init(at k: Int) {
    precondition(k > 0, "gini: cut-off \(k)")
    depth = k
  }

  public var name: String { "gini@\(depth)" }

  public func value(_ lists: [Int]) -> Double {
    let total = lists.reduce(0, +)
    guard total > 0 else { return 0 }
    let sum = lists.sorted().enumerated().reduce(0.0) {
      $0 + Double(2 * ($1.offset + 1) - lists.count - 1) * Double($1.element)
    }
    return sum / (Double(lists.count) * Double(total))
  }
}
