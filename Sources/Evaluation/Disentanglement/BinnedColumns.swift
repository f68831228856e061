/// Columns of numbers cut into at most 64 bins of about equally many points, for trees: a split lies
/// between two bins. Columns with up to 64 distinct values keep them all, so that splits are exact
/// there.
struct BinnedColumns: Sendable {
  /// Bins of a column; a set of bins fits a word.
  static let limit = 64

  /// Ascending; a value lies in the bin of the number of edges that are not above it. `[D]` lists
  let edges: [[Double]]
  /// `bins[j · N + n]` is the bin of point n in column j.
  let bins: [UInt8]
  let points: Int

  /// Bins found on these columns. O(N·D·log N).
  init(_ columns: [[Double]]) {
    self.init(columns, edges: columns.map { Self.edges($0) })
  }

  /// Other points in the bins found on some.
  init(_ columns: [[Double]], edges: [[Double]]) {
    precondition(columns.count == edges.count, "bins: \(columns.count) columns, \(edges.count)")
    self.edges = edges
    points = columns.first?.count ?? 0
    bins = zip(columns, edges).flatMap { column, edges in
      column.map { x in
        var low = 0
        var high = edges.count
        while low < high {
          let middle = (low + high) / 2
          if edges[middle] <= x { low = middle + 1 } else { high = middle }
        }
        return UInt8(low)
      }
    }
  }

  var columns: Int { edges.count }

  private static func edges(_ column: [Double]) -> [Double] {
    let sorted = column.sorted()
    var distinct: [Double] = []
    for x in sorted where x != distinct.last { distinct.append(x) }
    guard distinct.count > limit else {
      return zip(distinct, distinct.dropFirst()).map { ($0 + $1) / 2 }
    }
    var edges: [Double] = []
    for bin in 1..<limit {
      let edge = sorted[bin * sorted.count / limit]
      if edge > edges.last ?? sorted[0] { edges.append(edge) }
    }
    return edges
  }
}
