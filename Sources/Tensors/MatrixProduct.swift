internal import COpenBLAS

/// Dense products through OpenBLAS `sgemm`, cut into blocks of output rows of fixed size.
extension Tensor {
  /// Output rows per block. Fixed, so that the bits of a product do not depend on the cores.
  private static let block = 128
  /// Multiply-adds below which a product is not worth spreading over cores.
  private static let smallest = 1 << 20

  /// The matrix product `scale · op(self) · op(other)`, where `op` transposes when asked.
  ///
  /// Both are read as matrices `[rows, columns]`. The result is `[m, n]`. Traps when the inner
  /// dimensions differ. O(m·n·k).
  public func product(
    _ other: Tensor, transposingSelf: Bool = false, transposingOther: Bool = false,
    scale: Float = 1
  ) -> Tensor {
    let (m, k) = transposingSelf ? (columns, rows) : (rows, columns)
    let (inner, n) =
      transposingOther ? (other.columns, other.rows) : (other.rows, other.columns)
    precondition(
      k == inner,
      "product: \(shape)\(transposingSelf ? "ᵀ" : "") × \(other.shape)"
        + "\(transposingOther ? "ᵀ" : "") — inner dimensions \(k) and \(inner) differ")
    guard m > 0, n > 0, k > 0 else { return Tensor(shape: [m, n]) }
    Processor.prepare()
    let size = m * n * k < Self.smallest ? m : Self.block
    let scalars = [Float](unsafeUninitializedCapacity: m * n) { out, count in
      let c = out.baseAddress!
      self.scalars.withUnsafeBufferPointer { a in
        other.scalars.withUnsafeBufferPointer { b in
          Parallel.forChunks(of: m, size: size) { rows in
            let start = transposingSelf ? rows.lowerBound : rows.lowerBound * k
            cblas_sgemm(
              CblasRowMajor, transposingSelf ? CblasTrans : CblasNoTrans,
              transposingOther ? CblasTrans : CblasNoTrans,
              blasint(rows.count), blasint(n), blasint(k), scale,
              a.baseAddress! + start, blasint(self.columns),
              b.baseAddress!, blasint(other.columns), 0,
              c + rows.lowerBound * n, blasint(n))
          }
        }
      }
      count = m * n
    }
    return Tensor(shape: [m, n], scalars: scalars)
  }
}
