/// Noise tensors from a key. Element `i` is made from draw `i` of the key alone.
extension Tensor {
  /// `1/keep` with probability `keep`, otherwise 0. Four elements share one 64-bit draw, 16 bits each.
  public static func dropoutMask(_ shape: [Int], keep: Float, _ key: RandomKey) -> Tensor {
    let count = shape.reduce(1, *)
    let threshold = UInt64((Double(keep) * 65536).rounded())
    let kept = 1 / keep
    let scalars = [Float](unsafeUninitializedCapacity: count) { out, filled in
      var i = 0
      while i < count {
        var bits = key.bits(at: i / 4)
        let end = min(i + 4, count)
        while i < end {
          out[i] = bits & 0xFFFF < threshold ? kept : 0
          bits >>= 16
          i += 1
        }
      }
      filled = count
    }
    return Tensor(shape: shape, scalars: scalars)
  }

  /// Standard Gumbel numbers, `−ln(−ln U)`.
  public static func gumbel(_ shape: [Int], _ key: RandomKey) -> Tensor {
    let count = shape.reduce(1, *)
    let uniform = (0..<count).map { key.uniform(at: $0) }
    let inner = Tensor(shape: shape, scalars: uniform).log() * -1
    return inner.log() * -1
  }
}
