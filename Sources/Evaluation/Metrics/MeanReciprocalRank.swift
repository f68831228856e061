/// Reciprocal rank of the first target, whose mean over users is MRR; 0 when none is in the first k
/// places.
///
///     RR@k = 1 / min {r ≤ k : ω(r) ∈ T}
public struct MeanReciprocalRank: Metric {
  public let depth: Int

  /// Reciprocal rank over the first `k` places; traps unless `k` is positive.
  public init(at k: Int) {
    precondition(k > 0, "mrr: cut-off \(k)")
    depth = k
  }

  public var name: String { "mrr@\(depth)" }

  public func value(_ ranking: UserRanking) -> Double {
    guard let first = ranking.hits(within: depth).first else { return 0 }
    return 1 / Double(first + 1)
  }
}
