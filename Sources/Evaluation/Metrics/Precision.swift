/// Share of targets among the first k places.
///
///     Precision@k = Σ_{r ≤ k} 1[ω(r) ∈ T] / k
///
/// The denominator is k even where fewer than k items can be ranked.
public struct Precision: Metric {
  public let depth: Int

  /// Precision over the first `k` places; traps unless `k` is positive.
  public init(at k: Int) {
    precondition(k > 0, "precision: cut-off \(k)")
    depth = k
  }

  public var name: String { "precision@\(depth)" }

  public func value(_ ranking: UserRanking) -> Double {
    Double(ranking.hits(within: depth).count) / Double(depth)
  }
}
