internal import COpenBLAS

/// Ridge regressions of many sparse rows on one table: the step of alternating least squares.
extension SparseRows {
  /// For every row r with entries of weight v at columns e, the solution w of
  /// ```
  /// ( base + Σ_e |v_e| t_e t_eᵀ + ridge[r] I ) w = Σ_e v_e t_e
  /// ```
  /// where `t_e` is row `e` of `table` `[columns, d]` and `base` `[d, d]` is symmetric. So an entry
  /// of weight v counts as |v| observations of its sign.
  ///
  /// The result is `[rows, d]`; `nil` when a matrix is not positive definite. Rows are spread over
  /// the cores and do not touch each other, so bits do not depend on the threads. O(entries · d² +
  /// rows · d³), by Cholesky's factor (LAPACK).
  public func ridgeSolutions(of table: Tensor, base: Tensor, ridge: [Float]) -> Tensor? {
    let d = table.columns
    precondition(
      table.rows == columns && base.shape == [d, d] && ridge.count == rows,
      "ridge: table \(table.shape), base \(base.shape), \(ridge.count) ridges for \(rows) rows of "
        + "\(columns) columns")
    Processor.prepare()
    var solutions = Tensor(shape: [rows, d])
    // One flag per chunk: neighbours on other threads do not touch it.
    var failed = [Bool](repeating: false, count: (rows + Self.ridgeChunk - 1) / Self.ridgeChunk)
    solutions.scalars.withUnsafeMutableBufferPointer { out in
      failed.withUnsafeMutableBufferPointer { failed in
        table.scalars.withUnsafeBufferPointer { table in
          Parallel.forChunks(of: rows, size: Self.ridgeChunk) { chunk in
            var system = RidgeSystem(width: d)
            for r in chunk {
              let solved = system.solve(
                self, r, table, base, ridge[r],
                into: UnsafeMutableBufferPointer(rebasing: out[r * d..<(r + 1) * d]))
              if !solved { failed[chunk.lowerBound / Self.ridgeChunk] = true }
            }
          }
        }
      }
    }
    return failed.contains(true) ? nil : solutions
  }

  private static var ridgeChunk: Int { 16 }
}

/// One normal equation after another in the same memory.
private struct RidgeSystem {
  private let d: Int
  private var matrix: [Float]
  private var gathered: [Float]

  /// Table rows that are gathered at once: at d = 128 they and the matrix stay in the second-level
  /// cache.
  private static let gatheredRows = 256

  init(width: Int) {
    d = width
    matrix = [Float](repeating: 0, count: width * width)
    gathered = [Float](repeating: 0, count: Self.gatheredRows * width)
  }

  mutating func solve(
    _ rows: SparseRows, _ r: Int, _ table: UnsafeBufferPointer<Float>, _ base: Tensor,
    _ ridge: Float, into out: UnsafeMutableBufferPointer<Float>
  ) -> Bool {
    let d = d
    let entries = rows.offsets[r]..<rows.offsets[r + 1]
    // All zero is the solution without observations, and what the caller's memory holds.
    guard !entries.isEmpty, d > 0 else { return true }
    return matrix.withUnsafeMutableBufferPointer { a in
      gathered.withUnsafeMutableBufferPointer { g in
        _ = a.update(fromContentsOf: base.scalars)
        for first in stride(from: entries.lowerBound, to: entries.upperBound, by: Self.gatheredRows)
        {
          let part = first..<min(entries.upperBound, first + Self.gatheredRows)
          for e in part {
            let source = Int(rows.indices[e]) * d
            let value = rows.values?[e] ?? 1
            let root = abs(value).squareRoot()
            let target = (e - first) * d
            for j in 0..<d {
              let x = table[source + j]
              out[j] += value * x
              g[target + j] = root * x
            }
          }
          cblas_ssyrk(
            CblasRowMajor, CblasLower, CblasTrans, blasint(d), blasint(part.count), 1,
            g.baseAddress!, blasint(d), 1, a.baseAddress!, blasint(d))
        }
        for j in 0..<d { a[j * d + j] += ridge }
        // The row-major lower triangle is the column-major upper one.
        var (size, stride, length, one) = (Int32(d), Int32(d), Int32(d), Int32(1))
        var info: Int32 = 0
        spotrf_("U", &size, a.baseAddress!, &stride, &info)
        guard info == 0 else { return false }
        spotrs_(
          "U", &size, &one, a.baseAddress!, &stride, out.baseAddress!, &length, &info)
        return info == 0
      }
    }
  }
}
