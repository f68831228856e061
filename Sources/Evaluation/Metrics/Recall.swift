/// Recall with the denominator of Liang et al. (2018), by which a full score is within reach of
/// users with more than k targets.
///
///     Recall@k = Σ_{r ≤ k} 1[ω(r) ∈ T] / min(k, |T|)
///
/// The textbook divides by |T|; for k below |T| the two differ.
public struct Recall: Metric {
  public let depth: Int

  /// Recall over the first `k` places; traps unless `k` is positive.
  public init(at k: Int) {
    precondition(k > 0, "recall: cut-off \(k)")
    depth = k
  }

  public var name: String { "recall@\(depth)" }

  public func value(_ ranking: UserRanking) -> Double {
    Double(ranking.hits(within: depth).count) / Double(min(depth, ranking.targets))
  }
}
