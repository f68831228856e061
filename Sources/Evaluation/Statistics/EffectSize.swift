/// How large a difference is beside what users differ by, whatever their number.
///
///     d_z = d̄ / s                                          (Cohen 1988, for paired samples)
///     r   = (R⁺ − R⁻) / (R⁺ + R⁻)                          (matched rank-biserial, Kerby 2014)
///     PS  = (#{d > 0} + #{d = 0} / 2) / n                  (probability of superiority)
///
/// with the ranks of `WilcoxonSignedRank`. d_z of 0.2 is called small, 0.5 medium, 0.8 large. PS is
/// the chance that a user drawn at random is served better; ½ means no difference.
public struct EffectSize: Sendable, Equatable, Codable {
  /// 0 when differences do not vary.
  public let cohen: Double
  /// −1 … 1; 0 when no user has a difference.
  public let rankBiserial: Double
  /// 0 … 1; ½ without users.
  public let superiority: Double

  /// O(n), the ranks given.
  public init(_ sample: PairedSample, ranks: WilcoxonSignedRank) {
    let deviation = sample.deviation
    cohen = deviation > 0 ? sample.mean / deviation : 0
    let sum = ranks.positiveRanks + ranks.negativeRanks
    rankBiserial = sum > 0 ? (ranks.positiveRanks - ranks.negativeRanks) / sum : 0
    let counts = sample.counts
    superiority =
      sample.count == 0
      ? 0.5 : (Double(counts.wins) + Double(counts.ties) / 2) / Double(sample.count)
  }
}
