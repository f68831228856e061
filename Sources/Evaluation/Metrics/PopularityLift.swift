/// How much more popular the list is than what the user has chosen (Abdollahpouri et al., "The
/// connection between popularity bias, calibration, and fairness in recommendation", RecSys 2020, by
/// user instead of by group).
///
///     Lift@k = (mean_{i ∈ L} n_i) / (mean_{i ∈ H} n_i) − 1      L = ω(1) … ω(k)
///
/// H are the visible items, n_i the training users of item i. 0 means as popular as the history, 1
/// twice as popular. 0 for an empty list or history.
public struct PopularityLift: CumulativeMetric {
  public let depth: Int
  private let popularity: ItemPopularity

  /// Lift of the first `k` places; traps unless `k` is positive.
  public init(at k: Int, _ popularity: ItemPopularity) {
    precondition(k > 0, "popularity lift: cut-off \(k)")
    depth = k
    self.popularity = popularity
  }

  public var name: String { "pop-lift@\(depth)" }

  public func isSame(as other: PopularityLift) -> Bool { popularity == other.popularity }

  public func values(_ ranking: UserRanking, at cutoffs: [Int]) -> [Double] {
    let own = Double(users(of: ranking.visible)) / Double(max(1, ranking.visible.count))
    guard own > 0, !ranking.items.isEmpty else { return cutoffs.map { _ in 0 } }
    var sum = 0
    var walked = 0
    return cutoffs.map { k in
      sum += users(of: ranking.items.prefix(k).dropFirst(walked))
      walked = k
      return Double(sum) / Double(min(k, ranking.items.count)) / own - 1
    }
  }

  private func users(of items: ArraySlice<Int32>) -> Int {
    items.reduce(0) { $0 + popularity.users[Int($1)] }
  }
}
