/// The reference of the vector kernels in plain Swift: the same polynomials, step for step, without
/// fused multiply-adds. The kernels give the same bits (`ScalarTests`), so either may be read to
/// know what the other does. Sources: S. L. Moshier, Cephes mathematical library, `expf`, `logf`,
/// `tanhf`.
public enum Scalar {
  /// eˣ; within 1 ulp on -87 ... 88, clamped outside. Not a number stays so.
  public static func exp(_ x: Float) -> Float {
    let x = min(max(x, -87), 88)
    let magic: Float = 12_582_912  // 1.5 · 2²³: adding and subtracting it rounds to whole numbers
    let shifted = x * 1.44269504088896341 + magic
    let n = shifted - magic
    var r = x - n * 0.693359375
    r = r - n * -2.12194440e-4
    var p: Float = 1.9875691500e-4
    p = p * r + 1.3981999507e-3
    p = p * r + 8.3334519073e-3
    p = p * r + 4.1665795894e-2
    p = p * r + 1.6666665459e-1
    p = p * r + 5.0000001201e-1
    p = p * r * r + r + 1
    // The low bits of the shifted sum are n; unlike a conversion they exist for not-a-number too.
    let exponent = shifted.bitPattern &- 0x4B40_0000 &+ 127
    return p * Float(bitPattern: exponent << 23)
  }

  /// ln x for positive x, within 1 ulp; a denormal counts as the smallest normal number. Infinity
  /// and not-a-number come back as they are, so a sum that broke is not hidden by its logarithm.
  public static func log(_ given: Float) -> Float {
    let x = given < Float.leastNormalMagnitude ? Float.leastNormalMagnitude : given
    let bits = Int32(bitPattern: x.bitPattern)
    let e = (bits - 0x3F35_04F3) >> 23
    let m = Float(bitPattern: UInt32(bitPattern: bits &- (e << 23))) - 1
    let z = m * m
    var p: Float = 7.0376836292e-2
    p = p * m - 1.1514610310e-1
    p = p * m + 1.1676998740e-1
    p = p * m - 1.2420140846e-1
    p = p * m + 1.4249322787e-1
    p = p * m - 1.6668057665e-1
    p = p * m + 2.0000714765e-1
    p = p * m - 2.4999993993e-1
    p = p * m + 3.3333331174e-1
    var y = m * z * p
    y = y + Float(e) * -2.12194440e-4
    y = y - 0.5 * z
    y = m + y + Float(e) * 0.693359375
    return given < .infinity ? y : given
  }

  /// x / (1 + e^(−x)), within 3 ulp where the result is normal.
  public static func swish(_ x: Float) -> Float { x / (1 + exp(-x)) }

  /// ln(e^a + e^b).
  public static func logAddExp(_ a: Float, _ b: Float) -> Float {
    let (top, low) = a > b ? (a, b) : (b, a)
    return top + log(1 + exp(low - top))
  }

  /// Hyperbolic tangent, within 1.5 ulp.
  public static func tanh(_ x: Float) -> Float {
    let z = x * x
    var p: Float = -5.70498872745e-3
    p = p * z + 2.06390887954e-2
    p = p * z - 5.37397155531e-2
    p = p * z + 1.33314422036e-1
    p = p * z - 3.33332819422e-1
    let small = p * z * x + x
    let a = abs(x)
    let large = 1 - 2 / (exp(2 * a) + 1)
    return a < 0.625 ? small : (x < 0 ? -large : large)
  }
}
