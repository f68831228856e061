import Foundation

/// Student's t distribution with ν degrees of freedom.
///
///     P(|T| ≥ |t|) = I_x(ν/2, 1/2),   x = ν / (ν + t²)
///
/// with the regularised incomplete beta function I (Abramowitz and Stegun 1964, 26.7.1). Tails are
/// computed as tails and not as 1 − cdf, so that p = 1e-30 has its digits.
public struct StudentDistribution: Sendable, Equatable {
  /// Degrees of freedom, ν, at least 1.
  public let degrees: Int

  /// Traps below one degree of freedom.
  public init(degrees: Int) {
    precondition(degrees > 0, "student: \(degrees) degrees of freedom")
    self.degrees = degrees
  }

  /// P(|T| ≥ |t|); 0 for an infinite t.
  public func twoSidedTail(_ t: Double) -> Double {
    guard t.isFinite else { return 0 }
    let nu = Double(degrees)
    let square = t * t
    return IncompleteBeta.regularized(
      nu / (nu + square), complement: square / (nu + square), nu / 2, 0.5)
  }

  /// The t with P(T ≤ t) = p, for `p` in 0.5 ..< 1, by bisection to the last bits.
  public func quantile(_ p: Double) -> Double {
    precondition(p >= 0.5 && p < 1, "student: quantile of \(p)")
    let tail = 2 * (1 - p)
    var (low, high) = (0.0, 1.0)
    while twoSidedTail(high) > tail { high *= 2 }
    // A double has 53 bits; the bracket is halved until it cannot be.
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if twoSidedTail(middle) > tail { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
