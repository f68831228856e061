import Tensors
import Testing

@testable import Evaluation

/// `PairedTTest`, `WilcoxonSignedRank`, `RandomizationTest`, `Bootstrap`, `EffectSize` and
/// `HolmCorrection` on the same numbers as SciPy 1.13.1.
@Suite struct PairedTestsTests {
  /// Ten users without ties and zeros.
  static let distinct = PairedSample(
    metric: "ndcg@10",
    a: [0.42, 0.10, 0.77, 0.35, 0.05, 0.61, 0.93, 0.28, 0.50, 0.15],
    b: [0.40, 0.131, 0.61, 0.302, 0.01, 0.52, 0.97, 0.07, 0.37, 0.081])

  /// Fourteen users with ties and zeros; whole numbers, so that ties are exact.
  static let tied = PairedSample(
    metric: "ndcg@10", a: [4, 1, 7, 3, 0, 6, 9, 2, 5, 1, 6, 3, 8, 2],
    b: [2, 2, 3, 3, 0, 5, 7, 4, 1, 0, 5, 6, 5, 1])

  @Test func `the t-test is ttest_rel`() {
    let test = PairedTTest(Self.distinct)
    #expect(isClose(test.statistic, 2.7444146333655257))
    #expect(isClose(test.p, 0.02268313788285728) && test.degrees == 9)
    #expect(isClose(PairedTTest(Self.tied).statistic, 1.6902535570517634))
    #expect(isClose(PairedTTest(Self.tied).p, 0.11480095269922182))
  }

  @Test func `the signed-rank test is wilcoxon, exact for few users without ties`() {
    let test = WilcoxonSignedRank(Self.distinct)
    #expect(test.method == .exact && test.statistic == 5 && test.p == 0.01953125)
    let normal = WilcoxonSignedRank(Self.distinct, method: .normal, correctsContinuity: false)
    #expect(isClose(normal.p, 0.02182427562605354))
    let corrected = WilcoxonSignedRank(Self.distinct, method: .normal, correctsContinuity: true)
    #expect(isClose(corrected.p, 0.024932455602863144))
  }

  @Test func `the signed-rank test drops zeros and corrects for ties as wilcoxon does`() {
    let test = WilcoxonSignedRank(Self.tied)
    #expect(test.method == .normal && test.users == 12)
    #expect(test.positiveRanks == 58.5 && test.negativeRanks == 19.5)
    #expect(isClose(test.p, 0.12228912645290176))
    let corrected = WilcoxonSignedRank(Self.tied, method: .normal, correctsContinuity: true)
    #expect(isClose(corrected.p, 0.13216608222726478))
  }

  @Test func `the randomisation test counts what NumPy counts with the same signs`() {
    let key = RandomKey(seed: 7).child("signs")
    let test = RandomizationTest(Self.distinct, rounds: 2000, key: key)
    #expect(test.extreme == 52 && test.p == 53.0 / 2001)
    // All 2¹⁰ and 2¹⁴ patterns, by scipy.stats.permutation_test. 20 000 rounds have a standard
    // error of 0.0011 and 0.0025; four of them are allowed.
    let many = RandomizationTest(Self.distinct, rounds: 20_000, key: key)
    #expect(abs(many.p - 0.025390625) < 0.0045)
    let tied = RandomizationTest(Self.tied, rounds: 20_000, key: key)
    #expect(abs(tied.p - 0.14697265625) < 0.010)
  }

  @Test func `bootstrap intervals are SciPy's on the same draws`() {
    let bootstrap = Bootstrap(
      Self.distinct.differences, rounds: 2000, key: RandomKey(seed: 7).child("bootstrap"))
    let percentile = bootstrap.percentile(0.95)
    #expect(isClose(percentile.low, 0.0252) && isClose(percentile.high, 0.1177025))
    let accelerated = bootstrap.accelerated(0.95)
    // The bias correction counts draws that equal the mean; a sum in another order moves one.
    #expect(abs(accelerated.low - 0.02637345312598691) < 2e-4)
    #expect(abs(accelerated.high - 0.11968740334341717) < 2e-4)
  }

  @Test func `effect sizes are those of their formulas`() {
    let effect = EffectSize(Self.tied, ranks: WilcoxonSignedRank(Self.tied))
    #expect(isClose(effect.cohen, 0.4517392648045472))
    #expect(effect.rankBiserial == 0.5)  // (58.5 − 19.5) / 78
    #expect(isClose(effect.superiority, (9 + 1) / 14.0))
  }

  @Test func `Holm's correction steps down and never falls`() {
    // By hand: 5 · 0.005, 4 · 0.01, 3 · 0.03, then 2 · 0.04 raised to it, 0.5.
    let adjusted = HolmCorrection.adjusted([0.01, 0.04, 0.03, 0.005, 0.5])
    #expect(zip(adjusted, [0.04, 0.09, 0.09, 0.025, 0.5]).allSatisfy(isClose))
    #expect(HolmCorrection.adjusted([0.6, 0.7]) == [1, 1])
    #expect(HolmCorrection.adjusted([]).isEmpty)
  }

  @Test func `no difference is no evidence`() {
    let same = PairedSample(metric: "m", a: [1, 0, 0.5], b: [1, 0, 0.5])
    let key = RandomKey(seed: 1)
    let wilcoxon = WilcoxonSignedRank(same)
    #expect(PairedTTest(same).p == 1 && wilcoxon.p == 1)
    #expect(RandomizationTest(same, rounds: 100, key: key).p == 1)
    let effect = EffectSize(same, ranks: wilcoxon)
    #expect((effect.cohen, effect.rankBiserial, effect.superiority) == (0, 0, 0.5))
    let bootstrap = Bootstrap(same.differences, rounds: 50, key: key)
    #expect(bootstrap.accelerated(0.95) == Interval(low: 0, high: 0))
    #expect(PairedTTest(PairedSample(metric: "m", a: [1], b: [0])).p == 1)
  }

  @Test func `the same difference for everybody is certain`() {
    let test = PairedTTest(PairedSample(metric: "m", a: [2, 3, 4], b: [1, 2, 3]))
    #expect(test.p == 0 && test.statistic == .greatestFiniteMagnitude)
  }

  @Test func `tests have their level, and the detectable difference is found as often as it says`()
  {
    // 2 000 samples of 40 uniform differences: s² = 1/12.
    let key = RandomKey(seed: 11)
    let detectable = 0.1312  // (2.0227 + 0.8512) · √(1/12) / √40
    var falseClaims = 0
    var found = 0
    for trial in 0..<2000 {
      let noise = (0..<40).map { Double(key.child(trial).uniform(at: $0)) - 0.5 }
      func p(_ shift: Double) -> Double {
        PairedTTest(PairedSample(metric: "m", a: noise.map { $0 + shift }, b: noise.map { _ in 0 }))
          .p
      }
      if p(0) <= 0.05 { falseClaims += 1 }
      if p(detectable) <= 0.05 { found += 1 }
    }
    // Standard errors 0.005 and 0.009; four are allowed.
    #expect(abs(Double(falseClaims) / 2000 - 0.05) < 0.02)
    #expect(abs(Double(found) / 2000 - 0.8) < 0.036)
    let sample = PairedSample(metric: "m", a: [1, 2, 4, 5], b: [1, 1, 1, 1])
    // s = √(10/3); t quantiles of 3 degrees 3.182446 and 0.978472.
    let smallest = DetectableDifference.smallest(sample, alpha: 0.05) ?? 0
    #expect(abs(smallest - (3.182446 + 0.978472) * (10.0 / 3).squareRoot() / 2) < 1e-5)
  }
}
