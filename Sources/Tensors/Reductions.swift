internal import CKernels

/// Sums, norms and softmax along the last dimension. Long sums accumulate in `Double`.
extension Tensor {
  /// Sum of all elements, accumulated in `Double`.
  public var sum: Double {
    let span = scalars.span
    var lanes = (0.0, 0.0, 0.0, 0.0)
    var i = 0
    while i + 4 <= span.count {
      lanes.0 += Double(span[i])
      lanes.1 += Double(span[i + 1])
      lanes.2 += Double(span[i + 2])
      lanes.3 += Double(span[i + 3])
      i += 4
    }
    while i < span.count {
      lanes.0 += Double(span[i])
      i += 1
    }
    return lanes.0 + lanes.1 + lanes.2 + lanes.3
  }

  /// Sum of squares of all elements: rows in `Float`, their sums in `Double`.
  public var squaredNorm: Double {
    let span = scalars.span
    var total = 0.0
    for r in 0..<rows {
      var sum: Float = 0
      for j in r * columns..<(r + 1) * columns { sum += span[j] * span[j] }
      total += Double(sum)
    }
    return total
  }

  /// Sum over rows: one number per column, shape `[columns]`.
  public func columnSums() -> Tensor {
    var sums = Tensor(shape: [columns])
    let n = columns
    sums.scalars.withUnsafeMutableBufferPointer { out in
      scalars.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress, let out = out.baseAddress else { return }
        for r in 0..<rows { facet_axpy(n, 1, x + r * n, out) }
      }
    }
    return sums
  }

  /// Dot product of each row with the same row of another tensor, shape `[rows]`.
  public func rowDots(_ other: Tensor) -> Tensor {
    requireSameShape(other, "row dots")
    let n = columns
    let result = [Float](unsafeUninitializedCapacity: rows) { out, count in
      scalars.withUnsafeBufferPointer { a in
        other.scalars.withUnsafeBufferPointer { b in
          for r in 0..<rows {
            out[r] = facet_dot(n, a.baseAddress! + r * n, b.baseAddress! + r * n)
          }
        }
      }
      count = rows
    }
    return Tensor(shape: [rows], scalars: result)
  }

  /// Softmax of every row: subtract the maximum, exponentiate, divide by the sum.
  public func softmax() -> Tensor {
    var result = self
    let n = columns
    result.scalars.withUnsafeMutableBufferPointer { out in
      guard let out = out.baseAddress else { return }
      for r in 0..<rows {
        let row = out + r * n
        let sum = facet_shifted_exp(n, row, facet_max(n, row))
        for j in 0..<n { row[j] /= sum }
      }
    }
    return result
  }

  /// ln Σ exp of every row, shape `[rows]`; the maximum is subtracted first. -∞ for an all -∞ row.
  public func logSumExp() -> Tensor {
    var scratch = [Float](repeating: 0, count: columns)
    let n = columns
    let result = [Float](unsafeUninitializedCapacity: rows) { out, count in
      scratch.withUnsafeMutableBufferPointer { scratch in
        for r in 0..<rows {
          for j in 0..<n { scratch[j] = scalars[r * n + j] }
          let row = scratch.baseAddress!
          let top = facet_max(n, row)
          out[r] = top == -.infinity ? top : top + Scalar.log(facet_shifted_exp(n, row, top))
        }
      }
      count = rows
    }
    return Tensor(shape: [rows], scalars: result)
  }
}
