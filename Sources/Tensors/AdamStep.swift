internal import CKernels

/// The arithmetic of one Adam step over contiguous memory; the rule stands in `Autodiff/Adam`.
public struct AdamStep: Sendable {
  let beta1: Float
  let beta2: Float
  /// Step size with both bias corrections in it.
  let rate: Float
  let epsilon: Float

  /// Step `t` (from 1) of a rule. Corrections are made in `Double`.
  public init(step t: Int, learningRate: Float, beta1: Float, beta2: Float, epsilon: Float) {
    self.beta1 = beta1
    self.beta2 = beta2
    let first = 1 - Self.power(Double(beta1), t)
    let second = (1 - Self.power(Double(beta2), t)).squareRoot()
    // rate·m / (sqrt(v)/c + ε) = (rate·c)·m / (sqrt(v) + ε·c)
    rate = Float(Double(learningRate) / first * second)
    self.epsilon = Float(Double(epsilon) * second)
  }

  /// Updates weights and both moments. All four have the same count.
  public func apply(
    to weights: inout [Float], _ gradient: [Float], _ first: inout [Float],
    _ second: inout [Float]
  ) {
    precondition(
      weights.count == gradient.count && weights.count == first.count
        && weights.count == second.count,
      "adam: \(weights.count) weights, \(gradient.count) gradients, \(first.count) moments")
    weights.withUnsafeMutableBufferPointer { w in
      first.withUnsafeMutableBufferPointer { m in
        second.withUnsafeMutableBufferPointer { v in
          gradient.withUnsafeBufferPointer { g in
            guard let w = w.baseAddress, let g = g.baseAddress, let m = m.baseAddress,
              let v = v.baseAddress
            else { return }
            Parallel.forChunks(of: gradient.count, size: 1 << 16) { range in
              let at = range.lowerBound
              facet_adam(
                range.count, w + at, g + at, m + at, v + at, beta1, beta2, rate, epsilon)
            }
          }
        }
      }
    }
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, n) = (1.0, base, exponent)
    while n > 0 {
      if n & 1 == 1 { result *= factor }
      factor *= factor
      n >>= 1
    }
    return result
  }
}
