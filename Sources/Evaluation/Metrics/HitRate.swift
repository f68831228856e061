/// Whether any target is among the first k places; its mean is the share of users served at all.
///
///     HitRate@k = 1[Σ_{r ≤ k} 1[ω(r) ∈ T] > 0]
public struct HitRate: Metric {
  public let depth: Int

  /// Hit rate over the first `k` places; traps unless `k` is positive.
  public init(at k: Int) {
    precondition(k > 0, "hit rate: cut-off \(k)")
    depth = k
  }

  public var name: String { "hitrate@\(depth)" }

  public func value(_ ranking: UserRanking) -> Double {
    ranking.hits(within: depth).isEmpty ? 0 : 1
  }
}
