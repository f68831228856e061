/// How much more popular the list is than what the user has chosen (Abdollahpouri et al., "The
/// connection between popularity bias, calibration, and fairness in recommendation", RecSys 2020, by
/// user instead of by group).
///
///     Lift@k = (mean_{i ∈ L} n_i) / (mean_{i ∈ H} n_i) − 1      L = ω(1) … ω(k)
///
/// H are the visible items, n_i the training users of item i. 0 means as popular as the history, 1
/// twice as popular. 0 for an empty list or history.
public struct PopularityLift: Metric {
  public let depth: Int
  private let popularity: ItemPopularity

  /// Lift of the first `k` places; traps unless `k` is positive.
  public init(at k: Int, _ popularity: ItemPopularity) {
    precondition(k > 0, "popularity lift: cut-off \(k)")
    depth = k
    self.popularity = popularity
  }

  public var name: String { "pop-lift@\(depth)" }

  public func value(_ ranking: UserRanking) -> Double {
    let own = mean(ranking.visible)
    guard own > 0, !ranking.items.isEmpty else { return 0 }
    return mean(ranking.items.prefix(depth)) / own - 1
  }

  private func mean(_ items: ArraySlice<Int32>) -> Double {
    guard !items.isEmpty else { return 0 }
    return Double(items.reduce(0) { $0 + popularity.users[Int($1)] }) / Double(items.count)
  }
}
