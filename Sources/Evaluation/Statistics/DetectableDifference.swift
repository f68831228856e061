/// The smallest true difference that a paired t-test would find with a given power (Bloom, "Minimum
/// detectable effects", Evaluation Review 1995).
///
///     Δ = (t_{1−α/2, n−1} + t_{power, n−1}) · s / √n
///
/// What lies below it was not measured, and "not distinguishable" does not mean "equal".
public enum DetectableDifference {
  /// Power that is asked for: four times in five.
  public static let power = 0.8

  /// Δ in units of the metric, at two-sided level `alpha`; `nil` below two users. O(n).
  public static func smallest(_ sample: PairedSample, alpha: Double) -> Double? {
    guard sample.count > 1 else { return nil }
    let student = StudentDistribution(degrees: sample.count - 1)
    let multiple = student.quantile(1 - alpha / 2) + student.quantile(power)
    return multiple * sample.deviation / Double(sample.count).squareRoot()
  }
}
