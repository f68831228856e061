/// The paired t-test (Student 1908), two-sided, of the null hypothesis that the users' mean
/// difference is 0.
///
///     t = d̄ / (s / √n),   s² = Σ (d[u] − d̄)² / (n − 1),   p = P(|T_{n−1}| ≥ |t|)
///
/// For means over hundreds of users its level is right whatever the shape of the differences (Urbano,
/// Lima and Hanjalic, "Statistical significance testing in information retrieval", SIGIR 2019, find
/// it the most accurate of the usual tests).
public struct PairedTTest: Sendable, Equatable, Codable {
  /// ±∞ when every user has the same difference other than 0, and 0 when none has one.
  public let statistic: Double
  public let degrees: Int
  /// Two-sided; 1 when no user has a difference or there are fewer than two users.
  public let p: Double

  /// O(n).
  public init(_ sample: PairedSample) {
    let n = sample.count
    degrees = max(0, n - 1)
    guard n > 1, !sample.isIdentical else {
      (statistic, p) = (0, 1)
      return
    }
    let error = sample.deviation / Double(n).squareRoot()
    let t = error > 0 ? sample.mean / error : sample.mean > 0 ? .infinity : -.infinity
    statistic = t.isFinite ? t : t > 0 ? Double.greatestFiniteMagnitude : -.greatestFiniteMagnitude
    p = StudentDistribution(degrees: n - 1).twoSidedTail(t)
  }
}
