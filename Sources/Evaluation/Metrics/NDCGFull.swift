/// NDCG whose ideal does not know the cut-off: the gain of all targets at the top. A user with more
/// targets than places cannot reach 1.
///
///     NDCG-full@k = DCG@k / Σ_{r ≤ |T|} 1 / log₂(r + 1)
///
/// The same as `NDCG` where |T| ≤ k.
public struct NDCGFull: Metric {
  private let gain: DiscountedGain

  /// NDCG over the first `k` places with the full ideal; traps unless `k` is positive.
  public init(at k: Int) { gain = DiscountedGain(at: k) }

  public var depth: Int { gain.depth }
  public var name: String { "ndcg-full@\(depth)" }

  public func value(_ ranking: UserRanking) -> Double {
    // Beyond the cut-off only for users with more targets than places.
    var best = gain.most(ranking.targets)
    for r in stride(from: depth + 1, through: ranking.targets, by: 1) {
      best += DiscountedGain.discount(r)
    }
    return gain(ranking) / best
  }
}
