import Foundation

/// The regularised incomplete beta function.
///
///     I_x(a, b) = x^a (1 − x)^b / (a B(a, b)) · 1 / (1 + d₁/(1 + d₂/(1 + …)))
///     d_{2m}   = m (b − m) x / ((a + 2m − 1)(a + 2m))
///     d_{2m+1} = −(a + m)(a + b + m) x / ((a + 2m)(a + 2m + 1))
///
/// The continued fraction (DLMF 8.17.22) is summed by Lentz's method as modified by Thompson and
/// Barnett (1986); it converges fast for x < (a + 1)/(a + b + 2), and the other side comes from
/// I_x(a, b) = 1 − I_{1−x}(b, a).
enum IncompleteBeta {
  /// I_x(a, b) for positive `a`, `b` and x in 0 ... 1, given with `y` = 1 − x: near an end the one
  /// that is small has digits that the other has lost. Relative error about 1e-13 at a = 1e4 and 5e-11
  /// at a = 5e5, where the fraction takes many terms.
  static func regularized(_ x: Double, complement y: Double, _ a: Double, _ b: Double) -> Double {
    precondition(
      a > 0 && b > 0 && x >= 0 && y >= 0 && abs(x + y - 1) < 1e-12,
      "incomplete beta: I_\(x)(\(a), \(b)), complement \(y)")
    guard x > 0 else { return 0 }
    guard y > 0 else { return 1 }
    guard x < (a + 1) / (a + b + 2) else { return 1 - fraction(y, x, b, a) }
    return fraction(x, y, a, b)
  }

  private static func fraction(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    let logX = x < 0.5 ? log(x) : log1p(-y)
    let logY = y < 0.5 ? log(y) : log1p(-x)
    let front = exp(a * logX + b * logY - logBeta(a, b)) / a
    let tiny = 1e-300
    var c = 1.0
    // 1 − (a + b) x / (a + 1), by the small one of x and y: for a large a it is nearly nothing.
    let first = x < 0.5 ? 1 - (a + b) * x / (a + 1) : (1 - b + (a + b) * y) / (a + 1)
    var d = 1 / guarded(first, tiny)
    var result = d
    // It needs about √max(a, b) terms; the bound is for a = 1e8.
    for m in 1...20_000 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / guarded(1 + even * d, tiny)
      c = guarded(1 + even / c, tiny)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / guarded(1 + odd * d, tiny)
      c = guarded(1 + odd / c, tiny)
      let step = d * c
      result *= step
      if abs(step - 1) < 1e-15 { break }
    }
    return front * result
  }

  /// ln B(a, b) = ln Γ(b) − (ln Γ(a + b) − ln Γ(a)) with a ≥ b. For a large a the two are nearly
  /// equal and their difference is taken term by term of Stirling's series (DLMF 5.11.1):
  /// (a + b − ½) ln(1 + b/a) + b ln a − b + Σ of 1/(12z) − 1/(360z³) between a and a + b.
  private static func logBeta(_ p: Double, _ q: Double) -> Double {
    let (a, b) = (max(p, q), min(p, q))
    guard a > 200 else { return lgamma(a) + lgamma(b) - lgamma(a + b) }
    let c = a + b
    let tail = (1 / c - 1 / a) / 12 - (1 / (c * c * c) - 1 / (a * a * a)) / 360
    return lgamma(b) - ((c - 0.5) * log1p(b / a) + b * log(a) - b + tail)
  }

  private static func guarded(_ x: Double, _ tiny: Double) -> Double { abs(x) < tiny ? tiny : x }
}
