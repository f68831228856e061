/// Average precision, whose mean over users is MAP: the precision at every hit, averaged over the
/// targets that the cut-off has room for.
///
///     AP@k = Σ_{r ≤ k} 1[ω(r) ∈ T] · Precision@r / min(k, |T|)
public struct MeanAveragePrecision: Metric {
  public let depth: Int

  /// Average precision over the first `k` places; traps unless `k` is positive.
  public init(at k: Int) {
    precondition(k > 0, "map: cut-off \(k)")
    depth = k
  }

  public var name: String { "map@\(depth)" }

  public func value(_ ranking: UserRanking) -> Double {
    var sum = 0.0
    for (before, place) in ranking.hits(within: depth).enumerated() {
      sum += Double(before + 1) / Double(place + 1)
    }
    return sum / Double(min(depth, ranking.targets))
  }
}
