internal import CKernels

/// The backward halves of operations, where they are more than a product: self is always the
/// gradient `dy` at the result. The formula stands with the operation in `Autodiff`.
extension Tensor {
  /// tanh: `dy ⊙ (1 − y²)`.
  public func tanhPullback(_ y: Tensor) -> Tensor {
    zip(y) { $0 * (1 - $1 * $1) }
  }

  /// softmax of rows: `y ⊙ (dy − (dy·y))`.
  public func softmaxPullback(_ y: Tensor) -> Tensor {
    let n = columns
    let along = rowDots(y)
    let (g, u) = (scalars.span, y.scalars.span)
    let a = along.scalars.span
    return Tensor.filled(shape) { range, out in
      for i in range { out[i] = u[i] * (g[i] - a[i / n]) }
    }
  }

  /// Adds a row to every row.
  public func addingRow(_ row: Tensor) -> Tensor {
    var sum = self
    let n = columns
    sum.scalars.withUnsafeMutableBufferPointer { out in
      row.scalars.withUnsafeBufferPointer { row in
        guard let out = out.baseAddress, let row = row.baseAddress else { return }
        Parallel.forChunks(of: rows, size: 512) { chunk in
          for r in chunk { facet_axpy(n, 1, row, out + r * n) }
        }
      }
    }
    return sum
  }

  /// Multiplies row r by `factors[r]`.
  public func scalingRows(_ factors: Tensor) -> Tensor {
    precondition(factors.count == rows, "scaling rows: \(factors.shape) for \(shape)")
    let n = columns
    let (x, f) = (scalars.span, factors.scalars.span)
    return Tensor.filled(shape) { range, out in
      for i in range { out[i] = x[i] * f[i / n] }
    }
  }

  /// `s · self ⊙ other`.
  public func scaledProduct(_ other: Tensor, _ s: Float) -> Tensor {
    requireSameShape(other, "scaled product")
    let (a, b) = (scalars.span, other.scalars.span)
    return Tensor.filled(shape) { range, out in
      for i in range { out[i] = s * a[i] * b[i] }
    }
  }

  /// Rows added up where they were taken from: the backward half of `selectingRows`.
  public func scatteringRows(_ selection: [Int32], into shape: [Int]) -> Tensor {
    var target = Tensor(shape: shape)
    let n = columns
    target.scalars.withUnsafeMutableBufferPointer { out in
      scalars.withUnsafeBufferPointer { x in
        for (p, r) in selection.enumerated() {
          for j in 0..<n { out[Int(r) * n + j] += x[p * n + j] }
        }
      }
    }
    return target
  }

  /// Columns put back at their place in a wider tensor of zeros: the backward half of `columns`.
  public func widened(to shape: [Int], at range: Range<Int>) -> Tensor {
    var target = Tensor(shape: shape)
    let (n, wide) = (columns, target.columns)
    target.scalars.withUnsafeMutableBufferPointer { out in
      scalars.withUnsafeBufferPointer { x in
        guard let out = out.baseAddress, let x = x.baseAddress else { return }
        Parallel.forChunks(of: rows, size: 512) { chunk in
          for r in chunk {
            (out + r * wide + range.lowerBound).update(from: x + r * n, count: n)
          }
        }
      }
    }
    return target
  }

  /// Row sums `½ Σ_j (e^l − l − 1)`, self being l and `e` its exponential.
  public func relativeVarianceKL(_ e: Tensor) -> Tensor {
    let n = columns
    let (l, x) = (scalars.span, e.scalars.span)
    var sums = Tensor(shape: [rows])
    for r in 0..<rows {
      var sum: Float = 0
      for j in r * n..<(r + 1) * n { sum += x[j] - l[j] - 1 }
      sums.scalars[r] = 0.5 * sum
    }
    return sums
  }

  /// Self is `e^l`: `½ dy[r] (e^l − 1)`.
  public func relativeVariancePullback(_ dy: Tensor) -> Tensor {
    let n = columns
    let (x, g) = (scalars.span, dy.scalars.span)
    return Tensor.filled(shape) { range, out in
      for i in range { out[i] = 0.5 * g[i / n] * (x[i] - 1) }
    }
  }

}
