/// Recall as the textbooks have it. A user with more targets than places cannot reach 1.
///
///     Recall-plain@k = Σ_{r ≤ k} 1[ω(r) ∈ T] / |T|
public struct RecallPlain: Metric {
  public let depth: Int

  /// Plain recall over the first `k` places; traps unless `k` is positive.
  public init(at k: Int) {
    precondition(k > 0, "recall: cut-off \(k)")
    depth = k
  }

  public var name: String { "recall-plain@\(depth)" }

  public func value(_ ranking: UserRanking) -> Double {
    Double(ranking.hits(within: depth).count) / Double(ranking.targets)
  }
}
