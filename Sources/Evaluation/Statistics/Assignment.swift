/// The assignment of rows to columns of greatest total gain (Kuhn, "The Hungarian method for the
/// assignment problem", 1955), by shortest augmenting paths over dual prices.
enum Assignment {
  /// The column of every row, distinct ones, for gains `[rows][columns]` with no more rows than
  /// columns. Traps on other shapes. O(rows² · columns).
  static func best(_ gains: [[Double]]) -> [Int] {
    let n = gains.count
    guard n > 0 else { return [] }
    let m = gains[0].count
    precondition(
      n <= m && gains.allSatisfy { $0.count == m }, "assignment: \(n) rows, \(m) columns")
    // Column m is the one from which every row sets out.
    var rowPrice = [Double](repeating: 0, count: n)
    var columnPrice = [Double](repeating: 0, count: m + 1)
    var rowOf = [Int?](repeating: nil, count: m + 1)
    for row in 0..<n {
      rowOf[m] = row
      var column = m
      var slack = [Double](repeating: .infinity, count: m)
      var before = [Int](repeating: m, count: m)
      var isDone = [Bool](repeating: false, count: m + 1)
      while let owner = rowOf[column] {
        isDone[column] = true
        var (least, next) = (Double.infinity, m)
        for c in 0..<m where !isDone[c] {
          let reduced = -gains[owner][c] - rowPrice[owner] - columnPrice[c]
          if reduced < slack[c] { (slack[c], before[c]) = (reduced, column) }
          if slack[c] < least { (least, next) = (slack[c], c) }
        }
        for c in 0...m {
          if isDone[c] {
            if let owner = rowOf[c] { rowPrice[owner] += least }
            columnPrice[c] -= least
          } else if c < m {
            slack[c] -= least
          }
        }
        column = next
      }
      while column != m {
        rowOf[column] = rowOf[before[column]]
        column = before[column]
      }
    }
    var columns = [Int](repeating: 0, count: n)
    for c in 0..<m { if let row = rowOf[c] { columns[row] = c } }
    return columns
  }
}
