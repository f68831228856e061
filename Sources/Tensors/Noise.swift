/// Noise tensors from a key. Element `i` is made from draw `i` of the key alone.
extension Tensor {
  /// `1/keep` with probability `keep`, otherwise 0. Four elements share one 64-bit draw, 16 bits
  /// each.
  public static func dropoutMask(_ shape: [Int], keep: Float, _ key: RandomKey) -> Tensor {
    let threshold = UInt64((Double(keep) * 65536).rounded())
    let kept = 1 / keep
    return Tensor.filled(shape) { range, out in
      // Ranges start at multiples of four.
      var i = range.lowerBound
      while i < range.upperBound {
        var bits = key.bits(at: i / 4)
        let end = min(i + 4, range.upperBound)
        while i < end {
          out[i] = bits & 0xFFFF < threshold ? kept : 0
          bits >>= 16
          i += 1
        }
      }
    }
  }

  /// Standard Gumbel numbers, `−ln(−ln U)`.
  public static func gumbel(_ shape: [Int], _ key: RandomKey) -> Tensor {
    let uniform = filled(shape) { range, out in
      for i in range { out[i] = key.uniform(at: i) }
    }
    let inner = uniform.log() * -1
    return inner.log() * -1
  }
}
