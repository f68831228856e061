/// What a metric sees of one held-out user: the ranked items, where targets stand among them, how
/// many targets there are, and what the model was shown.
///
/// Ranks in formulas start at 1: `ω(r)` is `items[r − 1]`, and `1[ω(r) ∈ T]` is whether `hits` holds
/// r − 1.
public struct UserRanking: Sendable, Equatable {
  /// Ranked columns, best first, visible items left out. As deep as the deepest metric asks or as
  /// the catalogue goes.
  public let items: [Int32]
  /// Places of `items` that hold targets, from 0, ascending.
  public let hits: [Int]
  /// Number of targets `|T|`, at least 1, ranked or not.
  public let targets: Int
  /// Columns the model was shown, ascending: the history `H`.
  public let visible: ArraySlice<Int32>
  /// Share of pairs of a target and another candidate in which the other has the higher score, ties
  /// counted half; `nil` unless a metric asked for it. 0 when every candidate is a target.
  public let misordered: Double?

  /// A ranking against targets in ascending order; traps when there is no target.
  public init(
    items: [Int32], targets: some RandomAccessCollection<Int32>, visible: ArraySlice<Int32> = [],
    misordered: Double? = nil
  ) {
    precondition(!targets.isEmpty, "ranking: a user without targets cannot be measured")
    self.items = items
    self.targets = targets.count
    self.visible = visible
    self.misordered = misordered
    hits = items.indices.filter { place in
      let item = items[place]
      var low = targets.startIndex
      var high = targets.endIndex
      while low < high {
        let middle = targets.index(low, offsetBy: targets.distance(from: low, to: high) / 2)
        if targets[middle] < item { low = targets.index(after: middle) } else { high = middle }
      }
      return low < targets.endIndex && targets[low] == item
    }
  }

  /// Places of targets among the first `k`. O(hits).
  public func hits(within k: Int) -> ArraySlice<Int> { hits.prefix { $0 < k } }
}
