import Foundation

/// The standard normal distribution.
///
///     Φ(z) = erfc(−z/√2) / 2
public enum NormalDistribution {
  /// Φ(z).
  public static func cumulative(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

  /// P(|Z| ≥ |z|).
  public static func twoSidedTail(_ z: Double) -> Double { erfc(abs(z) / 2.0.squareRoot()) }

  /// Φ⁻¹(p), −∞ at 0 and ∞ at 1: bisection on Φ in the lower half, where it keeps its digits.
  public static func quantile(_ p: Double) -> Double {
    precondition(p >= 0 && p <= 1, "normal: quantile of \(p)")
    guard p <= 0.5 else { return -quantile(1 - p) }
    guard p > 0 else { return -.infinity }
    var (low, high) = (-40.0, 0.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if cumulative(middle) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
