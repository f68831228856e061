/// Least squares with an absolute penalty (Tibshirani, 1996) by coordinate descent:
///
///     min_w  1/(2N) |y − X w|² + α Σ_j |w_j|
///
/// for standardised columns and targets, the linear check beside the forest in DCI. The objective
/// and the meaning of α are scikit-learn's.
struct Lasso: Sendable {
  /// A weight a column.
  let weights: [Double]

  /// The weights for columns `[D][N]` of mean 0 and variance 1. Sweeps until no weight moves by more
  /// than 1e-6, at most 1 000 times; a sweep is O(N·D).
  init(_ columns: [[Double]], _ target: [Double], penalty: Double) {
    let n = Double(target.count)
    var weights = [Double](repeating: 0, count: columns.count)
    var residual = target
    let squares = columns.map { $0.reduce(0) { $0 + $1 * $1 } / n }
    for _ in 0..<1_000 {
      var largest = 0.0
      for (j, column) in columns.enumerated() where squares[j] > 1e-12 {
        var dot = 0.0
        for (x, r) in zip(column, residual) { dot += x * r }
        let target = dot / n + squares[j] * weights[j]
        let shrunk = target > penalty ? target - penalty : min(0, target + penalty)
        let step = shrunk / squares[j] - weights[j]
        guard step != 0 else { continue }
        for i in residual.indices { residual[i] -= step * column[i] }
        weights[j] += step
        largest = max(largest, abs(step))
      }
      if largest < 1e-6 { break }
    }
    self.weights = weights
  }
}

/// Means and deviations of columns, to bring other points to the same scale.
struct Standardization: Sendable {
  private let means: [Double]
  private let deviations: [Double]

  init(_ columns: [[Double]]) {
    means = columns.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
    deviations = zip(columns, means).map { column, mean in
      (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, column.count)))
        .squareRoot()
    }
  }

  /// Columns with the mean taken off and the deviation divided out; a constant becomes zeros.
  func callAsFunction(_ columns: [[Double]]) -> [[Double]] {
    columns.enumerated().map { j, column in
      // A deviation that is rounding alone would blow rounding up.
      deviations[j] > 1e-9 * max(1e-3, abs(means[j]))
        ? column.map { ($0 - means[j]) / deviations[j] }
        : [Double](repeating: 0, count: column.count)
    }
  }
}
