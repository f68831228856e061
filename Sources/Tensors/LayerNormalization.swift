internal import CKernels

/// Rows brought to mean 0 and variance 1, and the way back.
extension Tensor {
  private static let chunk = 64

  /// `u = (x − mean) / sqrt(variance + ε)` for every row, the variance over all n elements, and the
  /// reciprocals of the roots, `[rows]`.
  public func standardizedRows(epsilon: Float) -> (unit: Tensor, inverses: [Float]) {
    let n = columns
    var inverses = [Float](repeating: 0, count: rows)
    let unit = [Float](unsafeUninitializedCapacity: count) { out, filled in
      inverses.withUnsafeMutableBufferPointer { inverses in
        scalars.withUnsafeBufferPointer { x in
          Parallel.forChunks(of: rows, size: Self.chunk) { range in
            for r in range {
              inverses[r] = facet_standardize(
                n, epsilon, x.baseAddress! + r * n, out.baseAddress! + r * n)
            }
          }
        }
      }
      filled = count
    }
    return (Tensor(shape: shape, scalars: unit), inverses)
  }

  /// Self is the gradient `dy` at standardised rows `u`; the gradient at the rows is
  /// `(dy − mean(dy) − u · mean(dy ⊙ u)) / sqrt(variance + ε)`.
  public func standardizedRowsPullback(_ u: Tensor, _ inverses: [Float]) -> Tensor {
    let n = columns
    let gradient = [Float](unsafeUninitializedCapacity: count) { out, filled in
      scalars.withUnsafeBufferPointer { g in
        u.scalars.withUnsafeBufferPointer { u in
          Parallel.forChunks(of: rows, size: Self.chunk) { range in
            for r in range {
              facet_standardize_pullback(
                n, inverses[r], u.baseAddress! + r * n, g.baseAddress! + r * n,
                out.baseAddress! + r * n)
            }
          }
        }
      }
      filled = count
    }
    return Tensor(shape: shape, scalars: gradient)
  }

  /// Multiplies column j by `factors[j]`.
  public func scalingColumns(_ factors: Tensor) -> Tensor {
    precondition(factors.count == columns, "scaling columns: \(factors.shape) for \(shape)")
    let n = columns
    let scaled = [Float](unsafeUninitializedCapacity: count) { out, filled in
      scalars.withUnsafeBufferPointer { x in
        factors.scalars.withUnsafeBufferPointer { f in
          Parallel.forChunks(of: rows, size: Self.chunk) { range in
            for r in range {
              for j in 0..<n { out[r * n + j] = x[r * n + j] * f[j] }
            }
          }
        }
      }
      filled = count
    }
    return Tensor(shape: shape, scalars: scaled)
  }
}
