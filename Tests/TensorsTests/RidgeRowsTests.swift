// Ridge regressions of rows satisfy their normal equations.
import TestSupport
import Testing

@testable import Tensors

struct RidgeRowsTests {
  static let key = RandomKey(seed: 73)
  static let rows = KeyedTensors.histories(
    rows: 40, columns: 300, density: 0.1, key.child("rows"), empty: 3)
  static let table = KeyedTensors.normal([300, 6], key.child("table"))
  static let base = table.product(table, transposingSelf: true, scale: 0.1)
  static let ridge = (0..<40).map { 0.1 + key.child("ridge").uniform(at: $0) }

  /// Largest residual of a row's normal equations over its largest right-hand side, in `Double`.
  static func residual(_ rows: SparseRows, _ r: Int, _ w: ArraySlice<Float>) -> Double {
    let d = table.columns
    let w = w.map { Double($0) }
    var left = (0..<d).map { i in
      Double(ridge[r]) * w[i] + (0..<d).reduce(0.0) { $0 + Double(base[i, $1]) * w[$1] }
    }
    var right = [Double](repeating: 0, count: d)
    for (column, v) in zip(rows.row(r), rows.rowValues(r)) {
      let t = table.row(Int(column)).map { Double($0) }
      let dot = zip(t, w).reduce(0) { $0 + $1.0 * $1.1 }
      for i in 0..<d {
        left[i] += Double(abs(v)) * t[i] * dot
        right[i] += Double(v) * t[i]
      }
    }
    return Closeness.relative(left, right)
  }

  @Test func `every row solves its normal equations`() throws {
    let weights = Self.rows.indices.indices.map { Self.key.child("v").uniform(at: $0) * 3 - 1 }
    let valued = SparseRows(
      columns: 300, offsets: Self.rows.offsets, indices: Self.rows.indices, values: weights)
    for rows in [Self.rows, valued] {
      let solved = try #require(
        rows.ridgeSolutions(of: Self.table, base: Self.base, ridge: Self.ridge))
      for r in 0..<40 where r != 3 { #expect(Self.residual(rows, r, solved.row(r)) < 1e-5) }
      #expect(solved.row(3).allSatisfy { $0 == 0 })
    }
  }

  @Test func `long rows are gathered in parts`() throws {
    let full = SparseRows(columns: 300, rows: [Array(0..<300)])
    let solved = try #require(
      full.ridgeSolutions(of: Self.table, base: Self.base, ridge: [Self.ridge[0]]))
    #expect(Self.residual(full, 0, solved.row(0)) < 1e-5)
  }

  @Test func `bits do not depend on threads`() {
    let solve = { Self.rows.ridgeSolutions(of: Self.table, base: Self.base, ridge: Self.ridge) }
    let (one, two) = (ThreadCount.with(1, solve), ThreadCount.with(2, solve))
    let same = one == two
    #expect(same)
  }

  @Test func `a matrix that is not positive definite gives nothing`() {
    let negative = [Float](repeating: -100, count: 40)
    #expect(Self.rows.ridgeSolutions(of: Self.table, base: Self.base, ridge: negative) == nil)
  }
}
