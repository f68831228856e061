import Tensors

/// A binary tree grown greedily on binned columns (Breiman, Friedman, Olshen and Stone,
/// "Classification and Regression Trees", 1984).
///
/// A target is a vector: one number in regression, the indicator of a class in classification, where
/// the drop of squared error is the drop of Gini impurity. With S the sum of the targets of n points,
/// a split into left and right gains
///
///     |S_l|²/n_l + |S_r|²/n_r − |S|²/n
///
/// and the best of all columns and all bins is taken, until a node is pure or at the largest depth.
/// A tree cut at a smaller depth is the tree grown to that depth, so one growth answers for all.
struct RegressionTree: Sendable {
  private struct Node: Sendable {
    var column: Int32 = -1
    /// Points in this bin or below go left.
    var bin: UInt8 = 0
    var left: Int32 = -1
    var right: Int32 = -1
    let depth: Int
    var gain = 0.0
  }

  private var nodes: [Node] = []
  /// Mean target of every node. `[nodes · width]`
  private var means: [Double] = []
  private let width: Int

  /// What is to be foretold: a class of every point, or a number.
  enum Target: Sendable {
    case classes([Int32], count: Int)
    case numbers([Double])

    var width: Int {
      if case .classes(_, let count) = self { return count }
      return 1
    }
  }

  /// Grows a tree on the points of `sample` (repeats count), columns tried in the given order, the
  /// first of equal gains taken. O(points · columns · depth).
  init(_ data: BinnedColumns, _ target: Target, sample: [Int32], depth: Int, order: [Int]) {
    width = target.width
    var growth = Growth(data, target, sample)
    var bins = Growth.Bins(width: width)
    var waiting = [(node: 0, range: 0..<sample.count)]
    nodes.append(Node(depth: 0))
    means.append(contentsOf: growth.mean(0..<sample.count))
    while let (node, range) = waiting.popLast() {
      guard nodes[node].depth < depth, range.count > 1,
        let split = growth.bestSplit(range, order, &bins)
      else { continue }
      let middle = growth.partition(range, split)
      nodes[node].column = Int32(split.column)
      nodes[node].bin = split.bin
      nodes[node].gain = split.gain
      nodes[node].left = Int32(nodes.count)
      nodes[node].right = Int32(nodes.count + 1)
      for part in [range.lowerBound..<middle, middle..<range.upperBound] {
        waiting.append((nodes.count, part))
        nodes.append(Node(depth: nodes[node].depth + 1))
        means.append(contentsOf: growth.mean(part))
      }
    }
  }

  /// Gains by column of the splits above a depth, as shares of 1; all zero without a split.
  func importances(columns: Int, depth: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    for node in nodes where node.left >= 0 && node.depth < depth {
      sums[Int(node.column)] += node.gain
    }
    let total = sums.reduce(0, +)
    return total > 0 ? sums.map { $0 / total } : sums
  }

  /// Adds the mean target of the leaf of a point, at most `depth` deep, to `sums` from `place` on.
  func add(_ data: BinnedColumns, point: Int, depth: Int, to sums: inout [Double], at place: Int) {
    var node = 0
    while nodes[node].left >= 0, nodes[node].depth < depth {
      let bin = data.bins[Int(nodes[node].column) * data.points + point]
      node = Int(bin <= nodes[node].bin ? nodes[node].left : nodes[node].right)
    }
    for c in 0..<width { sums[place + c] += means[node * width + c] }
  }
}

/// A split: points of `column` in `bin` or below go left.
struct TreeSplit {
  var column = -1
  var bin: UInt8 = 0
  var gain = 0.0
}

/// The points of a tree while it grows, those of a node side by side.
private struct Growth {
  private let data: BinnedColumns
  private let width: Int
  private let isClasses: Bool
  private var points: [Int32]
  /// Class or number of every place, moved with `points`.
  private var labels: [Int32]
  private var numbers: [Double]

  init(_ data: BinnedColumns, _ target: RegressionTree.Target, _ sample: [Int32]) {
    self.data = data
    width = target.width
    points = sample
    switch target {
    case .classes(let classes, _):
      isClasses = true
      labels = sample.map { classes[Int($0)] }
      numbers = []
    case .numbers(let values):
      isClasses = false
      labels = []
      numbers = sample.map { values[Int($0)] }
    }
  }

  /// Number of points and sum of targets in every bin of a column.
  struct Bins {
    fileprivate var counts = [Double](repeating: 0, count: BinnedColumns.limit)
    fileprivate var sums: [Double]
    init(width: Int) { sums = [Double](repeating: 0, count: BinnedColumns.limit * width) }
  }

  /// Sum of the targets of a range. `[width]`
  private func total(_ range: Range<Int>) -> [Double] {
    var total = [Double](repeating: 0, count: width)
    if isClasses {
      for p in range { total[Int(labels[p])] += 1 }
    } else {
      for p in range { total[0] += numbers[p] }
    }
    return total
  }

  func mean(_ range: Range<Int>) -> [Double] {
    total(range).map { $0 / Double(max(1, range.count)) }
  }

  /// The best split of a range, `nil` when it is pure or no column divides it.
  func bestSplit(_ range: Range<Int>, _ order: [Int], _ bins: inout Bins) -> TreeSplit? {
    let total = total(range)
    let n = Double(range.count)
    let base = total.reduce(0) { $0 + $1 * $1 } / n
    let square = isClasses ? n : range.reduce(0) { $0 + numbers[$1] * numbers[$1] }
    // What is left of the squared error; nothing to gain from a node without any.
    guard square - base > 1e-9 * max(1e-12, square) else { return nil }
    var best = TreeSplit()
    for column in order {
      let filled = fill(&bins, column, range)
      sweep(bins, column, filled, total, n, base, &best)
    }
    return best.column >= 0 && best.gain > 1e-12 * max(1e-12, square) ? best : nil
  }

  /// Sums of a range by bin of a column; the set of bins that have points.
  private func fill(_ bins: inout Bins, _ column: Int, _ range: Range<Int>) -> UInt64 {
    var filled: UInt64 = 0
    let base = column * data.points
    let binOf = data.bins.span
    let points = points.span
    for p in range {
      let bin = Int(binOf[base + Int(points[p])])
      if filled & (1 << UInt64(bin)) == 0 {
        filled |= 1 << UInt64(bin)
        bins.counts[bin] = 0
        for c in 0..<width { bins.sums[bin * width + c] = 0 }
      }
      bins.counts[bin] += 1
      if isClasses {
        bins.sums[bin * width + Int(labels[p])] += 1
      } else {
        bins.sums[bin] += numbers[p]
      }
    }
    return filled
  }

  private func sweep(
    _ bins: Bins, _ column: Int, _ filled: UInt64, _ total: [Double], _ n: Double, _ base: Double,
    _ best: inout TreeSplit
  ) {
    guard filled.nonzeroBitCount > 1 else { return }
    var rest = filled
    var left = [Double](repeating: 0, count: width)
    var count = 0.0
    while rest.nonzeroBitCount > 1 {
      let bin = rest.trailingZeroBitCount
      rest &= rest - 1
      count += bins.counts[bin]
      var (a, b) = (0.0, 0.0)
      for c in 0..<width {
        left[c] += bins.sums[bin * width + c]
        a += left[c] * left[c]
        b += (total[c] - left[c]) * (total[c] - left[c])
      }
      let gain = a / count + b / (n - count) - base
      // A gain that is larger by rounding alone is a tie, and the earlier column keeps it.
      if gain > best.gain * (1 + 1e-12) {
        best = TreeSplit(column: column, bin: UInt8(bin), gain: gain)
      }
    }
  }

  /// Moves the points of a split's left side to the front of a range; returns where the right begins.
  mutating func partition(_ range: Range<Int>, _ split: TreeSplit) -> Int {
    let base = split.column * data.points
    var middle = range.lowerBound
    for p in range where data.bins[base + Int(points[p])] <= split.bin {
      points.swapAt(p, middle)
      if isClasses { labels.swapAt(p, middle) } else { numbers.swapAt(p, middle) }
      middle += 1
    }
    return middle
  }
}
