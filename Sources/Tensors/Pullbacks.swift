internal import CKernels

/// The backward halves of operations, where they are more than a product: self is always the gradient
/// `dy` at the result. The formula stands with the operation in `Autodiff`.
extension Tensor {
  /// tanh: `dy ⊙ (1 − y²)`.
  public func tanhPullback(_ y: Tensor) -> Tensor {
    let (g, y) = (scalars.span, y.scalars.span)
    return made { i in g[i] * (1 - y[i] * y[i]) }
  }

  /// softmax of rows: `y ⊙ (dy − (dy·y))`.
  public func softmaxPullback(_ y: Tensor) -> Tensor {
    let n = columns
    let along = rowDots(y)
    let (g, u) = (scalars.span, y.scalars.span)
    return made { i in u[i] * (g[i] - along.scalars[i / n]) }
  }

  /// Adds a row to every row.
  public func addingRow(_ row: Tensor) -> Tensor {
    var sum = self
    let n = columns
    sum.scalars.withUnsafeMutableBufferPointer { out in
      row.scalars.withUnsafeBufferPointer { row in
        guard let out = out.baseAddress, let row = row.baseAddress else { return }
        for r in 0..<rows { facet_axpy(n, 1, row, out + r * n) }
      }
    }
    return sum
  }

  /// Multiplies row r by `factors[r]`.
  public func scalingRows(_ factors: Tensor) -> Tensor {
    precondition(factors.count == rows, "scaling rows: \(factors.shape) for \(shape)")
    let n = columns
    let (x, f) = (scalars.span, factors.scalars.span)
    return made { i in x[i] * f[i / n] }
  }

  /// `s · self ⊙ other`.
  public func scaledProduct(_ other: Tensor, _ s: Float) -> Tensor {
    requireSameShape(other, "scaled product")
    let (a, b) = (scalars.span, other.scalars.span)
    return made { i in s * a[i] * b[i] }
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
        for r in 0..<rows {
          for j in 0..<n { out[r * wide + range.lowerBound + j] = x[r * n + j] }
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
    return made { i in 0.5 * g[i / n] * (x[i] - 1) }
  }

  private func made(_ element: (Int) -> Float) -> Tensor {
    let result = [Float](unsafeUninitializedCapacity: count) { out, filled in
      for i in 0..<count { out[i] = element(i) }
      filled = count
    }
    return Tensor(shape: shape, scalars: result)
  }
}
