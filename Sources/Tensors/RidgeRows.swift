internal import CKernels

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
  /// rows · d³), by Cholesky's factor.
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
///
/// The matrices are small, and a call of LAPACK costs more than its arithmetic: at d = 64 and 92
/// entries `ssyrk`, `spotrf` and `spotrs` took ten times as long. The right-hand side is one more
/// column of the matrix, filled by the same product; taken along, it comes out of the factor as
/// U⁻ᵀ b, and half of the substitution is done.
private struct RidgeSystem {
  /// Unknowns, and columns: those, the right-hand side, and zeros up to whole vectors.
  private let d: Int
  private let width: Int
  /// `[d, width]`, of which only what is not below the diagonal counts.
  private var matrix: [Float]
  /// What the rows of the factor above a block take from it. `[block, width]`
  private var taken: [Float]
  private var gathered: [Float]
  /// `[width]`
  private var solution: [Float]

  /// Table rows that are gathered at once: at d = 128 they and the matrix stay in the second-level
  /// cache.
  private static let gatheredRows = 256
  /// Rows that are factored together.
  private static let block = 16
  /// Columns of a strip of the product, whose rows below its diagonal are left out.
  private static let strip = 48

  init(width d: Int) {
    self.d = d
    width = BlockProduct.padded(d + 1)
    matrix = [Float](repeating: 0, count: d * width)
    taken = [Float](repeating: 0, count: Self.block * width)
    gathered = [Float](repeating: 0, count: Self.gatheredRows * width)
    solution = [Float](repeating: 0, count: width)
  }

  /// Writes a row's solution; false when its matrix is not positive definite.
  mutating func solve(
    _ rows: SparseRows, _ r: Int, _ table: UnsafeBufferPointer<Float>, _ base: Tensor,
    _ ridge: Float, into out: UnsafeMutableBufferPointer<Float>
  ) -> Bool {
    let entries = rows.offsets[r]..<rows.offsets[r + 1]
    // All zero is the solution without observations, and what the caller's memory holds.
    guard !entries.isEmpty, d > 0 else { return true }
    let (d, width) = (d, width)
    matrix.withUnsafeMutableBufferPointer { a in
      base.scalars.withUnsafeBufferPointer { base in
        for i in 0..<d {
          let row = a.baseAddress! + i * width
          row.update(from: base.baseAddress! + i * d, count: d)
          (row + d).update(repeating: 0, count: width - d)
          row[i] += ridge
        }
      }
    }
    for first in stride(from: entries.lowerBound, to: entries.upperBound, by: Self.gatheredRows) {
      add(rows, first..<min(entries.upperBound, first + Self.gatheredRows), table)
    }
    guard factor() else { return false }
    for j in 0..<width { solution[j] = 0 }
    facet_substitute(d, matrix, width, &solution)
    for j in 0..<d { out[j] = solution[j] }
    return true
  }

  /// Adds Σ_e |v_e| t_e t_eᵀ, and Σ_e v_e t_e behind it.
  private mutating func add(
    _ rows: SparseRows, _ part: Range<Int>, _ table: UnsafeBufferPointer<Float>
  ) {
    let (d, width) = (d, width)
    matrix.withUnsafeMutableBufferPointer { a in
      gathered.withUnsafeMutableBufferPointer { g in
        for e in part {
          let source = Int(rows.indices[e]) * d
          let value = rows.values?[e] ?? 1
          let root = abs(value).squareRoot()
          let target = (e - part.lowerBound) * width
          for j in 0..<d { g[target + j] = root * table[source + j] }
          g[target + d] = value < 0 ? -root : root
        }
        for c in stride(from: 0, to: width, by: Self.strip) {
          BlockProduct.run(
            rows: min(d, c + Self.strip), columns: min(Self.strip, width - c), terms: part.count,
            StridedMatrix(base: g.baseAddress!, row: 1, step: width), g.baseAddress! + c,
            stride: width, into: a.baseAddress! + c, stride: width, adding: true)
        }
      }
    }
  }

  /// Cholesky's factor U in place of the matrix A = UᵀU, a block of rows after the other; false when
  /// a pivot is not positive.
  private mutating func factor() -> Bool {
    let (d, width) = (d, width)
    return matrix.withUnsafeMutableBufferPointer { a in
      taken.withUnsafeMutableBufferPointer { taken in
        let (a, taken) = (a.baseAddress!, taken.baseAddress!)
        for start in stride(from: 0, to: d, by: Self.block) {
          let (rows, columns) = (min(Self.block, d - start), width - start)
          BlockProduct.run(
            rows: rows, columns: columns, terms: start,
            StridedMatrix(base: a + start, row: 1, step: width), a + start, stride: width,
            into: taken, stride: width, adding: false)
          let corner = a + start * width + start
          guard facet_factor_rows(rows, columns, corner, taken, width) != 0 else { return false }
        }
        return true
      }
    }
  }
}
