import Foundation

/// Discounted cumulative gain with binary gains (Järvelin and Kekäläinen 2002), and the best that a
/// number of targets can reach in the places there are.
///
///     DCG@k = Σ_{r ≤ k} 1[ω(r) ∈ T] / log₂(r + 1)
struct DiscountedGain: Sendable {
  /// `discounts[r − 1] = 1 / log₂(r + 1)`.
  private let discounts: [Double]
  /// `best[n]` is the gain of n targets in the first n places.
  private let best: [Double]

  /// The gain over the first `k` places; traps unless `k` is positive.
  init(at k: Int) {
    precondition(k > 0, "ndcg: cut-off \(k)")
    discounts = (1...k).map(Self.discount)
    best = discounts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  /// 1 / log₂(r + 1) of rank r.
  static func discount(_ rank: Int) -> Double { 1 / log2(Double(rank + 1)) }

  /// Places that count, k.
  var depth: Int { discounts.count }

  /// The gain of a ranking. O(hits).
  func callAsFunction(_ ranking: UserRanking) -> Double {
    var gain = 0.0
    for place in ranking.hits(within: depth) { gain += discounts[place] }
    return gain
  }

  /// The most that `targets` can gain in k places. O(1).
  func most(_ targets: Int) -> Double { best[min(depth, targets)] }
}
