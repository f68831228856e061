internal import CKernels

/// Rows, and columns of segments, brought to unit length; and the way back.
///
/// Every norm is `sqrt(max(‖v‖², 1e-12))`, so an empty history gives a zero row and not a fault.
/// Where the floor holds, the norm is a constant and the gradient is `dy / ‖v‖` without a
/// projection: a history with almost nothing of a concept comes there.
extension Tensor {
  private static let smallest: Float = 1e-12
  /// The norm that the floor gives.
  private static let floor: Float = smallest.squareRoot()
  private static let chunk = 512

  /// Unit rows and the norms they had, `[rows]`.
  public func normalizedRows() -> (unit: Tensor, norms: [Float]) {
    let (r, n) = (rows, columns)
    var norms = [Float](repeating: 1, count: r)
    let unit = [Float](unsafeUninitializedCapacity: count) { out, filled in
      norms.withUnsafeMutableBufferPointer { norms in
        scalars.withUnsafeBufferPointer { x in
          Parallel.forChunks(of: r, size: Self.chunk) { range in
            for i in range {
              let row = x.baseAddress! + i * n
              norms[i] = max(facet_dot_self(n, row), Self.smallest).squareRoot()
              let inverse = 1 / norms[i]
              for j in 0..<n { out[i * n + j] = row[j] * inverse }
            }
          }
        }
      }
      filled = count
    }
    return (Tensor(shape: shape, scalars: unit), norms)
  }

  /// Self is the gradient at unit rows `y`; the gradient at the rows is `(dy − (dy·y) y) / ‖v‖`,
  /// and `dy / ‖v‖` where the norm is at its floor.
  public func normalizedRowsPullback(_ y: Tensor, _ norms: [Float]) -> Tensor {
    let n = columns
    let gradient = [Float](unsafeUninitializedCapacity: count) { out, filled in
      scalars.withUnsafeBufferPointer { dy in
        y.scalars.withUnsafeBufferPointer { y in
          Parallel.forChunks(of: rows, size: Self.chunk) { range in
            for r in range {
              let (g, u) = (dy.baseAddress! + r * n, y.baseAddress! + r * n)
              let along = norms[r] > Self.floor ? facet_dot(n, g, u) : 0
              let inverse = 1 / norms[r]
              for j in 0..<n { out[r * n + j] = (g[j] - along * u[j]) * inverse }
            }
          }
        }
      }
      filled = count
    }
    return Tensor(shape: shape, scalars: gradient)
  }

  /// Columns of every segment of rows at unit length, and the norms they had, `[segments·columns]`.
  public func normalizedSegments(_ offsets: [Int]) -> (unit: Tensor, norms: [Float]) {
    precondition(offsets.last == rows, "segments: \(offsets.last ?? -1) of \(rows) rows")
    let k = columns
    let segments = offsets.count - 1
    var norms = [Float](repeating: 0, count: segments * k)
    var unit = self
    unit.scalars.withUnsafeMutableBufferPointer { x in
      norms.withUnsafeMutableBufferPointer { norms in
        Parallel.forChunks(of: segments, size: 64) { chunk in
          for s in chunk {
            for e in offsets[s]..<offsets[s + 1] {
              for j in 0..<k { norms[s * k + j] += x[e * k + j] * x[e * k + j] }
            }
            for j in s * k..<(s + 1) * k { norms[j] = max(norms[j], Self.smallest).squareRoot() }
            for e in offsets[s]..<offsets[s + 1] {
              for j in 0..<k { x[e * k + j] /= norms[s * k + j] }
            }
          }
        }
      }
    }
    return (unit, norms)
  }

  /// Self is the gradient at normalised segments `y`; returns the gradient at what was normalised.
  public func normalizedSegmentsPullback(
    _ y: Tensor, _ norms: [Float], _ offsets: [Int]
  ) -> Tensor {
    let k = columns
    var gradient = self
    gradient.scalars.withUnsafeMutableBufferPointer { g in
      y.scalars.withUnsafeBufferPointer { y in
        Parallel.forChunks(of: offsets.count - 1, size: 64) { chunk in
          var along = [Float](repeating: 0, count: k)
          for s in chunk {
            for j in 0..<k { along[j] = 0 }
            for e in offsets[s]..<offsets[s + 1] {
              for j in 0..<k { along[j] += g[e * k + j] * y[e * k + j] }
            }
            for j in 0..<k where norms[s * k + j] <= Self.floor { along[j] = 0 }
            for e in offsets[s]..<offsets[s + 1] {
              for j in 0..<k {
                g[e * k + j] = (g[e * k + j] - along[j] * y[e * k + j]) / norms[s * k + j]
              }
            }
          }
        }
      }
    }
    return gradient
  }
}

/// The squared length of a vector; both pointers of `facet_dot` may be the same, it only reads.
private func facet_dot_self(_ n: Int, _ x: UnsafePointer<Float>) -> Float { facet_dot(n, x, x) }
