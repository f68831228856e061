import Foundation

/// NDCG whose ideal does not know the cut-off: the gain of all targets at the top. A user with more
/// targets than places cannot reach 1.
///
///     NDCG-full@k = Σ_{r ≤ k} 1[ω(r) ∈ T] / log₂(r + 1)  /  Σ_{r ≤ |T|} 1 / log₂(r + 1)
///
/// The same as `NDCG` where |T| ≤ k.
public struct NDCGFull: Metric {
  public let depth: Int
  /// `discounts[r − 1] = 1 / log₂(r + 1)`.
  private let discounts: [Double]
  /// `ideal[n]` is the gain of n targets in the first n places.
  private let ideal: [Double]

  /// NDCG over the first `k` places with the full ideal; traps unless `k` is positive.
  public init(at k: Int) {
    precondition(k > 0, "ndcg: cut-off \(k)")
    depth = k
    discounts = (1...k).map { 1 / log2(Double($0 + 1)) }
    ideal = discounts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  public var name: String { "ndcg-full@\(depth)" }

  public func value(_ ranking: UserRanking) -> Double {
    var gain = 0.0
    for (hit, discount) in zip(ranking.hits, discounts) where hit { gain += discount }
    // Beyond the table only for users with more targets than places.
    var best = ideal[min(depth, ranking.targets)]
    for r in stride(from: depth + 1, through: ranking.targets, by: 1) {
      best += 1 / log2(Double(r + 1))
    }
    return gain / best
  }
}
