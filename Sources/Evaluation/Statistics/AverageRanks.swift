/// Ranks from 1, ties sharing the mean of their ranks.
struct AverageRanks {
  /// Rank of every value, in the order of the values.
  let ranks: [Double]
  /// Sizes of the groups of equal values, of 2 and more.
  let ties: [Int]

  /// O(n log n).
  init(_ values: [Double]) {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var ranks = [Double](repeating: 0, count: values.count)
    var ties: [Int] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      // Ranks start + 1 … end, whose mean is half of the first and the last.
      for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
      if end - start > 1 { ties.append(end - start) }
      start = end
    }
    self.ranks = ranks
    self.ties = ties
  }
}
