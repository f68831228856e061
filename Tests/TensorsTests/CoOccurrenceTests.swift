// Products of columns equal the dense product with the same rows.
import TestSupport
import Testing

@testable import Tensors

struct CoOccurrenceTests {
  static let key = RandomKey(seed: 71)
  static let rows = KeyedTensors.histories(
    rows: 50, columns: 40, density: 0.2, key.child("rows"), empty: 3)
  static let rowWeights = (0..<50).map { 0.5 + key.child("d").uniform(at: $0) }
  static let valued = SparseRows(
    columns: 40, offsets: rows.offsets, indices: rows.indices,
    values: rows.indices.indices.map { key.child("v").uniform(at: $0) - 0.3 })

  /// XᵀDX by dense products.
  static func dense(_ rows: SparseRows, _ weights: [Float]?) -> Tensor {
    let x = rows.densified()
    var scaled = x
    for r in 0..<x.rows {
      for c in 0..<x.columns { scaled[r, c] *= weights?[r] ?? 1 }
    }
    return x.product(scaled, transposingSelf: true)
  }

  @Test func `counts of shared people are exact`() {
    let same = CoOccurrence(Self.rows).matrix() == Self.dense(Self.rows, nil)
    #expect(same)
  }

  @Test func `values and row weights multiply in`() {
    let mine = CoOccurrence(Self.valued, rowWeights: Self.rowWeights)
    let truth = Self.dense(Self.valued, Self.rowWeights)
    #expect(Closeness.relative(mine.matrix(), truth) < 1e-6)
    let diagonal = Tensor(shape: [40], scalars: mine.diagonal)
    let its = Tensor(shape: [40], scalars: (0..<40).map { truth[$0, $0] })
    #expect(Closeness.relative(diagonal, its) < 1e-6)
  }

  @Test(arguments: [false, true])
  func `the lower triangle is that of the whole, with zeros above`(_ hasValues: Bool) {
    let counts = CoOccurrence(hasValues ? Self.valued : Self.rows)
    let whole = counts.matrix()
    var lower = Tensor(shape: [40, 40], repeating: 7)
    counts.writeLowerTriangle(into: &lower)
    for i in 0..<40 {
      for j in 0..<40 { #expect(lower[i, j] == (j <= i ? whole[i, j] : 0)) }
    }
  }

  @Test func `a transposed matrix has its rows and columns exchanged`() {
    for rows in [Self.rows, Self.valued] {
      let (a, b) = (rows.densified(), rows.transposed().densified())
      for r in 0..<50 {
        for c in 0..<40 { #expect(a[r, c] == b[c, r]) }
      }
      let same = rows.transposed().transposed() == rows
      #expect(same)
    }
  }
}
