internal import COpenBLAS

/// The inverse of a symmetric positive definite matrix in its own memory.
///
/// Gauss–Jordan elimination by blocks, the sweep operator (Beaton 1964; Goodnight, "A Tutorial on
/// the SWEEP Operator", The American Statistician 33, 1979). For every block k of rows, with
/// D = A[k,k] inverted in `Double` by LAPACK's Cholesky and C = A[·,k]:
/// ```
/// A[i,j] ← A[i,j] − C[i] D⁻¹ C[j]ᵀ      A[i,k] ← C[i] D⁻¹      A[k,k] ← −D⁻¹
/// ```
/// After the last block the matrix is −A⁻¹. The multiply-adds are those of a Cholesky factor and an
/// inverse from it, M³/2, but all of them are one kind of product that we cut over the cores
/// ourselves; LAPACK's own routines would run on the one thread that BLAS has. Beside the matrix it
/// takes 2·M·512 floats. A is positive definite exactly when every D that comes up is.
extension Tensor {
  private static let sweepBlock = 512

  /// Replaces the lower triangle of a symmetric positive definite matrix by that of its inverse;
  /// only the lower triangle is read, and what stands above it afterwards means nothing. Returns
  /// false, the contents being lost, when the matrix is not positive definite. O(M³).
  public mutating func invertPositiveDefinite() -> Bool {
    let n = columns
    precondition(shape == [n, n], "inverse: shape \(shape) is not square")
    Processor.prepare()
    let width = Swift.min(n, Self.sweepBlock)
    var panel = [Float](repeating: 0, count: n * width)
    var scaled = panel
    return scalars.withUnsafeMutableBufferPointer { a in
      panel.withUnsafeMutableBufferPointer { panel in
        scaled.withUnsafeMutableBufferPointer { scaled in
          guard let a = a.baseAddress, let c = panel.baseAddress, let t = scaled.baseAddress else {
            return true
          }
          let sweep = Sweep(n: n, a: a, c: c, t: t)
          for start in stride(from: 0, to: n, by: width) {
            guard sweep.sweep(start..<Swift.min(n, start + width)) else { return false }
          }
          sweep.negate()
          return true
        }
      }
    }
  }
}

/// The state of an inversion: the matrix, the panel C and the panel C·D⁻¹, all row-major.
private struct Sweep {
  let n: Int
  let a: UnsafeMutablePointer<Float>
  let c: UnsafeMutablePointer<Float>
  let t: UnsafeMutablePointer<Float>

  /// Rows per chunk of parallel work. Fixed, so that bits do not depend on the cores.
  private static let chunk = 128

  func sweep(_ block: Range<Int>) -> Bool {
    let b = block.count
    guard let inverse = invertedDiagonal(block) else { return false }
    inverse.withUnsafeBufferPointer { inverse in
      Parallel.forChunks(of: n, size: Self.chunk) { rows in
        gather(rows, block)
        cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows.count), blasint(b), blasint(b),
          1, c + rows.lowerBound * b, blasint(b), inverse.baseAddress!, blasint(b), 0,
          t + rows.lowerBound * b, blasint(b))
      }
      Parallel.forChunks(of: n, size: Self.chunk) { rows in
        cblas_sgemm(
          CblasRowMajor, CblasNoTrans, CblasTrans, blasint(rows.count), blasint(rows.upperBound),
          blasint(b), -1, t + rows.lowerBound * b, blasint(b), c, blasint(b), 1,
          a + rows.lowerBound * n, blasint(n))
      }
      Parallel.forChunks(of: n, size: Self.chunk) { rows in
        for i in rows { put(i, block, inverse) }
      }
    }
    return true
  }

  /// C for some rows: the column block of A, read from the lower triangle; zero inside the block,
  /// whose rows the elimination leaves alone.
  private func gather(_ rows: Range<Int>, _ block: Range<Int>) {
    let b = block.count
    for i in rows where block.contains(i) {
      for k in 0..<b { c[i * b + k] = 0 }
    }
    for i in rows where i >= block.upperBound {
      for k in 0..<b { c[i * b + k] = a[i * n + block.lowerBound + k] }
    }
    let above =
      rows
      .lowerBound..<Swift.max(
        rows.lowerBound, Swift.min(rows.upperBound, block.lowerBound))
    for k in 0..<b {
      let source = a + (block.lowerBound + k) * n
      for i in above { c[i * b + k] = source[i] }
    }
  }

  /// Writes row `i` of C·D⁻¹ back to where it was read, and −D⁻¹ into the block.
  private func put(_ i: Int, _ block: Range<Int>, _ inverse: UnsafeBufferPointer<Float>) {
    let b = block.count
    let source = t + i * b
    if i < block.lowerBound {
      for k in 0..<b { a[(block.lowerBound + k) * n + i] = source[k] }
    } else if i >= block.upperBound {
      for k in 0..<b { a[i * n + block.lowerBound + k] = source[k] }
    } else {
      let row = (i - block.lowerBound) * b
      for k in 0..<b { a[i * n + block.lowerBound + k] = -inverse[row + k] }
    }
  }

  /// D⁻¹, whole, through `Double`; `nil` when D is not positive definite.
  private func invertedDiagonal(_ block: Range<Int>) -> [Float]? {
    let b = block.count
    // The row-major lower triangle is the column-major upper one.
    var d = [Double](repeating: 0, count: b * b)
    for i in 0..<b {
      for j in 0...i {
        d[i * b + j] = Double(a[(block.lowerBound + i) * n + block.lowerBound + j])
      }
    }
    var (size, stride, info) = (Int32(b), Int32(b), Int32(0))
    dpotrf_("U", &size, &d, &stride, &info)
    guard info == 0, d.allSatisfy(\.isFinite) else { return nil }
    dpotri_("U", &size, &d, &stride, &info)
    guard info == 0 else { return nil }
    return [Float](unsafeUninitializedCapacity: b * b) { inverse, count in
      for i in 0..<b {
        for j in 0...i {
          inverse[i * b + j] = Float(d[i * b + j])
          inverse[j * b + i] = Float(d[i * b + j])
        }
      }
      count = b * b
    }
  }

  func negate() {
    Parallel.forChunks(of: n, size: Self.chunk) { rows in
      for i in rows {
        for j in 0...i { a[i * n + j] = -a[i * n + j] }
      }
    }
  }
}
