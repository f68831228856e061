import Testing

@testable import Evaluation

/// The distributions behind the tests, against SciPy 1.13.1. Continued fraction and bisection give
/// 13 digits; 1e-11 leaves room for another libm. SciPy's quantile at 0.8 is off by 2e-11; that one
/// is mpmath's.
@Suite struct StudentDistributionTests {
  @Test(arguments: [
    (0.3, 2, 3, 0.3483), (0.9, 0.5, 5, 0.9999974294103009), (0.5, 30, 0.5, 1.3302059355529255e-10),
    (0.999, 500, 0.5, 0.31731044730971725), (0, 1, 1, 0), (1, 1, 1, 1),
  ])
  func `the incomplete beta function is SciPy's`(
    x: Double, a: Double, b: Double, expected: Double
  ) {
    #expect(isClose(IncompleteBeta.regularized(x, complement: 1 - x, a, b), expected))
  }

  @Test(arguments: [
    (1, 1, 0.5), (5, 2.5, 0.054490099342376204), (59, 3.1, 0.0029648557936072305),
    (6033, 10, 2.3148970413499663e-23), (1_000_000, 1.96, 0.04999606758526978),
    (30, 0.05, 0.9604538086499531), (30, 0, 1), (30, Double.infinity, 0),
  ])
  func `two-sided tails are SciPy's, far out too`(degrees: Int, t: Double, expected: Double) {
    let student = StudentDistribution(degrees: degrees)
    // A million users take a thousand terms of the fraction, each with its rounding.
    let tolerance = degrees < 1_000_000 ? 1e-11 : 1e-10
    #expect(abs(student.twoSidedTail(t) - expected) <= tolerance * expected)
    #expect(student.twoSidedTail(-t) == student.twoSidedTail(t))
  }

  @Test(arguments: [
    (5, 0.975, 2.570581835636314), (59, 0.975, 2.0009953780882674),
    (59, 0.8, 0.8477559493813868), (6033, 0.999, 3.0915837721287716), (9, 0.5, 0),
  ])
  func `quantiles are SciPy's`(degrees: Int, p: Double, expected: Double) {
    #expect(isClose(StudentDistribution(degrees: degrees).quantile(p), expected))
  }

  @Test func `the normal distribution is SciPy's`() {
    for (p, z) in [
      (0.025, -1.9599639845400545), (0.8, 0.8416212335729143), (1e-10, -6.361340902404056),
      (0.999, 3.090232306167813), (0.5, 0),
    ] {
      #expect(isClose(NormalDistribution.quantile(p), z))
    }
    #expect(isClose(NormalDistribution.twoSidedTail(8), 1.244192114854348e-15))
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
  }
}

/// Agreement to 11 digits, or to 1e-12 near 0.
func isClose(_ value: Double, _ expected: Double) -> Bool {
  abs(value - expected) <= max(1e-12 * (expected == 0 ? 1 : 0), 1e-11 * abs(expected))
}
