internal import CKernels
internal import COpenBLAS

/// A matrix in somebody else's memory: element `(r, s)` stands at `r·row + s·step`.
struct StridedMatrix {
  let base: UnsafePointer<Float>
  let row: Int
  let step: Int
}

/// Products of blocks that lie in the cache, written over or added to a block.
///
/// On AVX-512 by our own kernel, which packs nothing and reaches 112 GFLOP/s on a core where
/// `sgemm` reaches 104 on large matrices and 75–90 on these blocks (Zen 4). Elsewhere by `sgemm`.
enum BlockProduct {
  /// Who multiplies.
  enum Form: Sendable {
    case kernel
    case blas
  }

  /// The faster one on this processor.
  static let form: Form = facet_has_avx512() != 0 ? .kernel : .blas

  /// Columns come in multiples of this.
  static let width = 16

  /// `count` rounded up to whole vectors.
  static func padded(_ count: Int) -> Int { (count + width - 1) / width * width }

  /// Distance of rows with that many columns: an odd number of cache lines, so that the lines of a
  /// column do not fall into one set of the cache.
  static func stride(_ columns: Int) -> Int {
    let lines = padded(columns) / width
    return (lines | 1) * width
  }

  /// `c = a·b`, or `c += a·b`: `a` is `[m, k]`, `b` `[k, n]`, `c` `[m, n]`, rows of `b` and `c`
  /// apart by their strides. `n` is a multiple of `width`; one of the strides of `a` is 1.
  /// O(m·n·k).
  static func run(
    rows m: Int, columns n: Int, terms k: Int, _ a: StridedMatrix,
    _ b: UnsafePointer<Float>, stride bRow: Int, into c: UnsafeMutablePointer<Float>,
    stride cRow: Int, adding: Bool, form: Form = form
  ) {
    switch form {
    case .kernel:
      facet_product(m, n, k, a.base, a.row, a.step, b, bRow, c, cRow, adding ? 1 : 0)
    case .blas:
      cblas_sgemm(
        CblasRowMajor, a.step == 1 ? CblasNoTrans : CblasTrans, CblasNoTrans, blasint(m),
        blasint(n), blasint(k), 1, a.base, blasint(a.step == 1 ? a.row : a.step), b,
        blasint(bRow), adding ? 1 : 0, c, blasint(cRow))
    }
  }
}
