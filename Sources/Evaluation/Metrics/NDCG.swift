import Foundation

/// Normalised discounted cumulative gain with binary gains (Järvelin and Kekäläinen 2002),
/// normalised as Liang et al. (2018) do: by the best ranking that the cut-off allows.
///
///     DCG@k  = Σ_{r ≤ k} 1[ω(r) ∈ T] / log₂(r + 1)
///     NDCG@k = DCG@k / Σ_{r ≤ min(k, |T|)} 1 / log₂(r + 1)
public struct NDCG: Metric {
  public let depth: Int
  /// `discounts[r − 1] = 1 / log₂(r + 1)`.
  private let discounts: [Double]
  /// `ideal[n]` is the gain of n targets in the first n places.
  private let ideal: [Double]

  /// NDCG over the first `k` places; traps unless `k` is positive.
  public init(at k: Int) {
    precondition(k > 0, "ndcg: cut-off \(k)")
    depth = k
    discounts = (1...k).map { 1 / log2(Double($0 + 1)) }
    ideal = discounts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  public var name: String { "ndcg@\(depth)" }

  public func value(_ ranking: UserRanking) -> Double {
    var gain = 0.0
    for (hit, discount) in zip(ranking.hits, discounts) where hit { gain += discount }
    return gain / ideal[min(depth, ranking.targets)]
  }
}
