/// Normalised discounted cumulative gain, normalised as Liang et al. (2018) do: by the best ranking
/// that the cut-off allows.
///
///     NDCG@k = DCG@k / Σ_{r ≤ min(k, |T|)} 1 / log₂(r + 1)
public struct NDCG: Metric {
  private let gain: DiscountedGain

  /// NDCG over the first `k` places; traps unless `k` is positive.
  public init(at k: Int) { gain = DiscountedGain(at: k) }

  public var depth: Int { gain.depth }
  public var name: String { "ndcg@\(depth)" }

  public func value(_ ranking: UserRanking) -> Double {
    gain(ranking) / gain.most(ranking.targets)
  }
}
