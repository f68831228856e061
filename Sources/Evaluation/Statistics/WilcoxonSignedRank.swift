/// The signed-rank test (Wilcoxon 1945), two-sided, of the null hypothesis that differences are
/// symmetric about 0.
///
/// Users without a difference are dropped (Wilcoxon's own rule; `zero_method="wilcox"` in SciPy) and
/// n is the number left. |d| are ranked, ties sharing their mean rank, and
///
///     R⁺ = Σ_{d[u] > 0} rank,   R⁻ = Σ_{d[u] < 0} rank,   T = min(R⁺, R⁻)
///
/// - exact, when n ≤ 50 and nothing is tied: p = 2 P(R ≤ T) over the 2ⁿ equally likely signs;
/// - normal otherwise: z = (T + c − n(n + 1)/4) / √(n(n + 1)(2n + 1)/24 − Σ_g (t_g³ − t_g)/48), with
///   t_g the sizes of the tied groups and c = 1/2 when the continuity correction is asked for.
public struct WilcoxonSignedRank: Sendable, Equatable, Codable {
  /// How p came about.
  public enum Method: String, Sendable, Codable { case exact, normal }

  /// Most users for whom the exact distribution is counted.
  public static let mostExact = 50

  public let positiveRanks: Double
  public let negativeRanks: Double
  /// Users with a difference.
  public let users: Int
  public let method: Method
  /// Two-sided; 1 when no user has a difference.
  public let p: Double

  /// min(R⁺, R⁻).
  public var statistic: Double { min(positiveRanks, negativeRanks) }

  /// Exact where it can be, normal without continuity correction elsewhere. O(n log n).
  public init(_ sample: PairedSample) {
    self.init(sample, method: nil, correctsContinuity: false)
  }

  /// With a given method. O(n log n); exact O(n³).
  init(_ sample: PairedSample, method wanted: Method?, correctsContinuity: Bool) {
    let differences = sample.differences.filter { $0 != 0 }
    let ranked = AverageRanks(differences.map(abs))
    let n = differences.count
    users = n
    positiveRanks = zip(differences, ranked.ranks).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
    negativeRanks = zip(differences, ranked.ranks).reduce(0) { $1.0 < 0 ? $0 + $1.1 : $0 }
    let isExact = ranked.ties.isEmpty && n <= Self.mostExact && n == sample.count
    let method = wanted ?? (isExact ? .exact : .normal)
    self.method = method
    guard n > 0 else {
      p = 1
      return
    }
    let smaller = min(positiveRanks, negativeRanks)
    p =
      method == .exact
      ? Self.exact(Int(smaller), n) : Self.normal(smaller, n, ranked.ties, correctsContinuity)
  }

  private static func normal(
    _ smaller: Double, _ count: Int, _ ties: [Int], _ correctsContinuity: Bool
  ) -> Double {
    let n = Double(count)
    let tied = ties.reduce(0.0) { $0 + Double($1) * (Double($1) * Double($1) - 1) }
    let variance = n * (n + 1) * (2 * n + 1) / 24 - tied / 48
    // T is the smaller sum, hence never above its mean; the correction brings it nearer.
    let distance = min(0, smaller + (correctsContinuity ? 0.5 : 0) - n * (n + 1) / 4)
    return NormalDistribution.twoSidedTail(distance / variance.squareRoot())
  }

  /// Shares of the sign patterns by their sum of ranks: item r adds nothing or r, with even odds.
  private static func exact(_ smaller: Int, _ n: Int) -> Double {
    let most = n * (n + 1) / 2
    var shares = [Double](repeating: 0, count: most + 1)
    shares[0] = 1
    for rank in 1...n {
      for sum in stride(from: most, through: 0, by: -1) {
        shares[sum] = (shares[sum] + (sum >= rank ? shares[sum - rank] : 0)) / 2
      }
    }
    return min(1, 2 * shares[...smaller].reduce(0, +))
  }
}
