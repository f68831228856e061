/// How different the items of one list are in an attribute: the mean cosine distance over its pairs
/// (Ziegler et al., "Improving recommendation lists through topic diversification", WWW 2005).
///
///     ILD@k = 1 − 2 / (n(n−1)) · Σ_{i < j} v_i·v_j / (|v_i||v_j|)
///
/// v_i holds 1 for every value of item i; the n items of the first k places that have a value count,
/// and with fewer than two of them the diversity is 0. All pairs at once, as
/// Σ_{i<j} û_i·û_j = (|Σ û_i|² − n) / 2: O(values of the list).
public struct IntraListDiversity: CumulativeMetric {
  public let depth: Int
  private let traits: ItemTraits

  /// Diversity of the first `k` places in an attribute; traps unless `k` is positive.
  public init(at k: Int, _ traits: ItemTraits) {
    precondition(k > 0, "ild: cut-off \(k)")
    depth = k
    self.traits = traits
  }

  public var name: String { "ild@\(depth)" }

  public func isSame(as other: IntraListDiversity) -> Bool { traits == other.traits }

  public func values(_ ranking: UserRanking, at cutoffs: [Int]) -> [Double] {
    var sum = [Double](repeating: 0, count: traits.values.count)
    var n = 0.0
    var walked = 0
    return cutoffs.map { k in
      for item in ranking.items.prefix(k).dropFirst(walked) {
        let own = traits[item]
        guard !own.isEmpty else { continue }
        let weight = 1 / Double(own.count).squareRoot()
        for value in own { sum[Int(value)] += weight }
        n += 1
      }
      walked = k
      guard n > 1 else { return 0 }
      let square = sum.reduce(0) { $0 + $1 * $1 }
      // Rounding may leave a list of equals a hair above 1.
      return max(0, 1 - (square - n) / (n * (n - 1)))
    }
  }
}
