import Foundation

/// Mean self-information of the list in bits: how surprising its items are to somebody who knows
/// only what is popular (Zhou et al., "Solving the apparent diversity–accuracy dilemma of recommender
/// systems", PNAS 2010).
///
///     Novelty@k = 1/|L| · Σ_{i ∈ L} −log₂(n_i / N)      L = ω(1) … ω(k)
///
/// n_i of the N training users have item i. An empty list has novelty 0.
public struct Novelty: CumulativeMetric {
  public let depth: Int
  /// Self-information of every item, bits.
  private let information: [Double]

  /// Novelty of the first `k` places under a training popularity; traps unless `k` is positive. An
  /// item nobody has counts as one that half a user has.
  public init(at k: Int, _ popularity: ItemPopularity) {
    precondition(k > 0, "novelty: cut-off \(k)")
    depth = k
    information = popularity.users.map {
      -log2(max(0.5, Double($0)) / Double(max(1, popularity.population)))
    }
  }

  public var name: String { "novelty@\(depth)" }

  public func isSame(as other: Novelty) -> Bool { information == other.information }

  public func values(_ ranking: UserRanking, at cutoffs: [Int]) -> [Double] {
    var sum = 0.0
    var walked = 0
    return cutoffs.map { k in
      for item in ranking.items.prefix(k).dropFirst(walked) { sum += information[Int(item)] }
      walked = k
      let places = min(k, ranking.items.count)
      return places == 0 ? 0 : sum / Double(places)
    }
  }
}
