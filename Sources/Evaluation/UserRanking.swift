/// What a metric sees of one held-out user: the ranked items, which of them are targets, and how
/// many targets there are.
///
/// Ranks in formulas start at 1: `ω(r)` is `items[r − 1]`, and `hits[r − 1]` is `1[ω(r) ∈ T]`.
public struct UserRanking: Sendable, Equatable {
  /// Ranked columns, best first, visible items left out. As deep as the deepest metric asks or as
  /// the catalogue goes.
  public let items: [Int32]
  /// Whether the item at the same place is a target.
  public let hits: [Bool]
  /// Number of targets `|T|`, at least 1, ranked or not.
  public let targets: Int

  /// A ranking against targets in ascending order; traps when there is no target.
  public init(items: [Int32], targets: some RandomAccessCollection<Int32>) {
    precondition(!targets.isEmpty, "ranking: a user without targets cannot be measured")
    self.items = items
    self.targets = targets.count
    hits = items.map { item in
      var low = targets.startIndex
      var high = targets.endIndex
      while low < high {
        let middle = targets.index(low, offsetBy: targets.distance(from: low, to: high) / 2)
        if targets[middle] < item { low = targets.index(after: middle) } else { high = middle }
      }
      return low < targets.endIndex && targets[low] == item
    }
  }

  /// Number of targets among the first `k` places. O(k).
  public func hits(within k: Int) -> Int { hits.prefix(k).count { $0 } }
}
