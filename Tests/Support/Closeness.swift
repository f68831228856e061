// How far two results are apart, in the units that tolerances are stated in.
public import Tensors

/// Distances between numbers and between tensors.
public enum Closeness {
  /// Error of a `Float` in units of the last place of the nearest `Float` to the true value.
  public static func ulps(_ x: Float, from truth: Double) -> Double {
    let ulp = Double(max(Float(truth).ulp, Float.leastNormalMagnitude.ulp))
    return abs(Double(x) - truth) / ulp
  }

  /// Largest difference of two tensors over the largest magnitude of either. 0 for equal tensors,
  /// infinite when shapes differ or something is not finite.
  public static func relative(_ a: Tensor, _ b: Tensor) -> Double {
    guard a.shape == b.shape else { return .infinity }
    return relative(a.scalars.map { Double($0) }, b.scalars.map { Double($0) })
  }

  /// The same for plain numbers.
  public static func relative(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count, (a + b).allSatisfy({ $0.isFinite }) else { return .infinity }
    let size = (a + b).reduce(0) { max($0, abs($1)) }
    let difference = zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
    return difference == 0 ? 0 : difference / size
  }
}
