import Tensors
import Testing

/// Facts of compressed rows.
@Suite struct SparseRowsTests {
  private let rows = SparseRows(columns: 10, rows: [[9, 4, 4], [], [0]])

  @Test func `lists are sorted and freed of repeats`() {
    #expect(rows.offsets == [0, 2, 2, 3])
    #expect(rows.indices == [4, 9, 0])
    #expect(rows.rows == 3 && rows.entries == 3)
    #expect(rows.count(0) == 2 && rows.count(1) == 0)
  }

  @Test func `an entry is found and a gap is not`() {
    #expect(rows.contains(0, 4) && rows.contains(0, 9) && rows.contains(2, 0))
    #expect(!rows.contains(0, 0) && !rows.contains(1, 4) && !rows.contains(2, 9))
  }

  @Test func `rows are selected in any order and more than once`() {
    let selected = rows.selecting([2, 0, 2])
    #expect(selected == SparseRows(columns: 10, rows: [[0], [4, 9], [0]]))
  }

  @Test func `matrices stack with ones where only some have values`() {
    let weighted = SparseRows(columns: 10, offsets: [0, 1], indices: [3], values: [-1])
    let stacked = SparseRows(stacking: [rows, weighted], columns: 10)
    #expect(stacked.offsets == [0, 2, 2, 3, 4] && stacked.indices == [4, 9, 0, 3])
    #expect(stacked.values == [1, 1, 1, -1])
    #expect(SparseRows(stacking: [rows, rows], columns: 10).values == nil)
  }

  @Test func `values follow their rows`() {
    let weighted = SparseRows(
      columns: 4, offsets: [0, 1, 3], indices: [2, 0, 3], values: [5, 6, 7])
    #expect(weighted.selecting([1]).rowValues(0) == [6, 7])
    #expect(weighted.densified().scalars == [0, 0, 5, 0, 6, 0, 0, 7])
  }

  @Test func `a matrix without values is one where it has entries`() {
    #expect(rows.rowValues(0) == [1, 1])
    #expect(rows.densified().scalars.reduce(0, +) == 3)
    #expect(rows.densified()[0, 9] == 1)
  }

  @Test func `a column outside the catalogue traps`() async {
    await #expect(processExitsWith: .failure) { _ = SparseRows(columns: 3, rows: [[3]]) }
  }
}
