/// The entries of sparse rows in the order of their columns, for sums over a column. O(entries).
struct EntriesByColumn {
  /// Column `c` owns positions `starts[c] ..< starts[c + 1]`.
  private(set) var starts: [Int]
  /// Entry at each position; ascending by row within a column.
  private(set) var entries: [Int32]
  /// Row of the entry at each position.
  private(set) var rows: [Int32]

  init(_ sparse: SparseRows) {
    starts = [Int](repeating: 0, count: sparse.columns + 1)
    for column in sparse.indices { starts[Int(column) + 1] += 1 }
    for c in 0..<sparse.columns { starts[c + 1] += starts[c] }
    var next = starts
    entries = [Int32](repeating: 0, count: sparse.entries)
    rows = entries
    for r in 0..<sparse.rows {
      for e in sparse.offsets[r]..<sparse.offsets[r + 1] {
        let column = Int(sparse.indices[e])
        entries[next[column]] = Int32(e)
        rows[next[column]] = Int32(r)
        next[column] += 1
      }
    }
  }
}
