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

  /// Widths on both sides of a block, a strip and whole vectors.
  @Test(arguments: [1, 15, 16, 17, 47, 48, 49, 64, 130])
  func `every width is solved as plain elimination solves it`(d: Int) throws {
    let key = Self.key.child("width").child(d)
    let table = KeyedTensors.normal([300, d], key)
    let base = table.product(table, transposingSelf: true, scale: 0.1)
    let solved = try #require(
      Self.rows.ridgeSolutions(of: table, base: base, ridge: Self.ridge))
    for r in [0, 17, 39] {
      var a = (0..<d).map { i in (0..<d).map { Double(base[i, $0]) } }
      var w = [Double](repeating: 0, count: d)
      for i in 0..<d { a[i][i] += Double(Self.ridge[r]) }
      for (column, v) in zip(Self.rows.row(r), Self.rows.rowValues(r)) {
        let t = table.row(Int(column)).map { Double($0) }
        for i in 0..<d {
          for j in 0..<d { a[i][j] += Double(abs(v)) * t[i] * t[j] }
          w[i] += Double(v) * t[i]
        }
      }
      Self.eliminate(&a, &w)
      #expect(Closeness.relative(solved.row(r).map { Double($0) }, w) < 1e-4)
    }
  }

  /// Gauss and Jordan, without pivoting: the matrix is positive definite.
  private static func eliminate(_ a: inout [[Double]], _ w: inout [Double]) {
    for i in w.indices {
      for k in w.indices where k != i {
        let factor = a[k][i] / a[i][i]
        for j in i..<w.count { a[k][j] -= factor * a[i][j] }
        w[k] -= factor * w[i]
      }
    }
    for i in w.indices { w[i] /= a[i][i] }
  }
}
