import Tensors

/// Two models on one metric and the same users: the difference, every test of it, and what it
/// means in words.
public struct PairedComparison: Sendable, Equatable, Codable {
  /// Name and cut-off of the metric.
  public let metric: String
  /// Titles of the models; differences are a − b.
  public let a: String
  public let b: String
  public let users: Int
  /// Means of the two over the users.
  public let meanA: Double
  public let meanB: Double
  /// Mean of the users' differences, and their standard deviation (divisor n − 1).
  public let difference: Double
  public let deviation: Double
  /// Users for whom a's value is higher, equal, lower.
  public let counts: WinTieLoss
  /// Of the mean difference, at confidence 1 − α, not corrected for the number of comparisons:
  /// bias-corrected and accelerated, and by percentiles.
  public let interval: Interval
  public let percentileInterval: Interval
  public let tTest: PairedTTest
  public let wilcoxon: WilcoxonSignedRank
  public let randomization: RandomizationTest
  public let effect: EffectSize
  /// The smallest true difference that would have been found four times in five at the level that
  /// Holm asks of the smallest of all p; `nil` below two users.
  public let detectable: Double?
  /// p of the chosen test after Holm's correction over all comparisons made together.
  public var adjusted: Double
  /// What may be claimed of a against b.
  public var finding: Finding

  /// What a comparison found, from the side of a.
  public enum Finding: String, Sendable, Codable, CaseIterable {
    case better, worse, notDistinguishable, identical
  }

  /// Compares a sample. `comparisons` is how many are made together. Traps without users.
  /// O(rounds · n).
  init(
    _ sample: PairedSample, a: String, b: String, settings: ComparisonSettings, comparisons: Int
  ) {
    metric = sample.metric
    self.a = a
    self.b = b
    users = sample.count
    meanA = sample.a.reduce(0, +) / Double(sample.count)
    meanB = sample.b.reduce(0, +) / Double(sample.count)
    difference = sample.mean
    deviation = sample.deviation
    counts = sample.counts
    // Named by what is compared, so that a further model moves no other's draws.
    let key = RandomKey(seed: settings.seed).child(metric).child(a).child(b)
    let bootstrap = Bootstrap(
      sample.differences, rounds: settings.rounds, key: key.child("bootstrap"))
    interval = bootstrap.accelerated(1 - settings.alpha)
    percentileInterval = bootstrap.percentile(1 - settings.alpha)
    tTest = PairedTTest(sample)
    wilcoxon = WilcoxonSignedRank(sample)
    randomization = RandomizationTest(sample, rounds: settings.rounds, key: key.child("signs"))
    effect = EffectSize(sample, ranks: wilcoxon)
    detectable = DetectableDifference.smallest(
      sample, alpha: settings.alpha / Double(max(1, comparisons)))
    adjusted = 1
    finding = sample.isIdentical ? .identical : .notDistinguishable
  }

  /// p of a test, before correction.
  public func p(_ test: ComparisonSettings.Test) -> Double {
    switch test {
    case .t: tTest.p
    case .wilcoxon: wilcoxon.p
    case .randomisation: randomization.p
    }
  }
}

/// How comparisons are made.
public struct ComparisonSettings: Sendable, Equatable, Codable {
  /// The test whose p decides; all are reported.
  public enum Test: String, Sendable, Codable, CaseIterable {
    case t, wilcoxon, randomisation

    /// The test in words.
    public var words: String {
      switch self {
      case .t: "paired t-test"
      case .wilcoxon: "Wilcoxon signed-rank test"
      case .randomisation: "paired randomisation test"
      }
    }
  }

  /// Level of the claims, two-sided; intervals have confidence 1 − α. Above 0, below 1.
  public var alpha: Double
  public var test: Test
  /// Rounds of the bootstrap and of the randomisation test.
  public var rounds: Int
  /// Seed of both.
  public var seed: UInt64

  public init(seed: UInt64, alpha: Double = 0.05, test: Test = .t, rounds: Int = 10_000) {
    self.seed = seed
    self.alpha = alpha
    self.test = test
    self.rounds = rounds
  }

  /// `95 %` for α = 0.05.
  public var confidence: String { "\(Figures.short(100 * (1 - alpha))) %" }
}
