public import Datasets
public import Tensors

/// The held-out protocol, once for every model: visible part in, scores out, visible items masked,
/// the whole remaining catalogue ranked, the hidden part found or not.
///
/// Users stream through in batches, so memory is that of one batch of scores, whatever the number
/// of users: 500 × 20 000 items are 40 MB. Every user is ranked once, as deep as the deepest metric
/// asks, and all metrics read that ranking. Ties are broken by the lower column, so a result does
/// not depend on a sorting routine. Users without targets are not scored at all, and counted.
public struct Evaluator: Sendable {
  /// What is measured, in the order of the report.
  public let metrics: [any Metric]
  /// Users scored together.
  public let batchSize: Int

  /// An evaluator; traps on a batch without users or two metrics of one name.
  public init(_ metrics: [any Metric] = StandardMetrics.all, batchSize: Int = 500) {
    precondition(batchSize > 0, "evaluator: batches of \(batchSize) users")
    precondition(
      Set(metrics.map(\.name)).count == metrics.count,
      "evaluator: a metric is named twice in \(metrics.map(\.name))")
    self.metrics = metrics
    self.batchSize = batchSize
  }

  /// Measures `scores` on held-out users.
  ///
  /// `scores` is given the visible histories of a batch, `[B, M]`, and returns a score for every
  /// item, `[B, M]`; it may give any finite or infinite number, and an item at −∞ is not ranked.
  /// Throws `EvaluationFault` on a score that is not a number and whatever `scores` throws; traps
  /// on scores of another shape. O(users · M) and the cost of scoring.
  public func evaluate(
    _ held: FoldIn, scores: (SparseRows) throws -> Tensor
  ) throws -> EvaluationResult {
    Processor.prepare()
    let rows = held.rowsWithTargets
    let depth = metrics.map(\.depth).max() ?? 0
    var values = [[Double]](repeating: [], count: metrics.count)
    for start in stride(from: 0, to: rows.count, by: batchSize) {
      let batch = rows[start..<min(start + batchSize, rows.count)]
      let visible = held.visible.selecting(batch)
      var scored = try scores(visible)
      precondition(
        scored.shape == [visible.rows, visible.columns],
        "evaluator: scores \(scored.shape) for a batch [\(visible.rows), \(visible.columns)]")
      scored.mask(visible)
      if let position = scored.firstNotANumber {
        throw EvaluationFault.scoreNotANumber(
          user: held.users[batch[batch.startIndex + position / visible.columns]].rawValue,
          item: position % visible.columns)
      }
      let measured = measure(scored, Array(batch), held, depth: depth)
      for m in metrics.indices {
        values[m].append(contentsOf: measured[m * batch.count..<(m + 1) * batch.count])
      }
    }
    return EvaluationResult(
      metrics: metrics.map(\.name), users: rows.map { held.users[$0] }, values: values,
      usersWithoutTargets: held.users.count - rows.count)
  }

  /// Every metric of every row of masked scores, `[metrics, B]`, rows spread over the cores.
  private func measure(
    _ scores: Tensor, _ users: [Int], _ held: FoldIn, depth: Int
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: metrics.count * users.count) { out, count in
      if let out = out.baseAddress {
        Parallel.forChunks(of: users.count, size: 16) { rows in
          for row in rows {
            let ranking = UserRanking(
              items: scores.topK(depth, row: row).map(\.index),
              targets: held.hidden.row(users[row]))
            for (m, metric) in metrics.enumerated() {
              out[m * users.count + row] = metric.value(ranking)
            }
          }
        }
      }
      count = metrics.count * users.count
    }
  }
}

extension Tensor {
  /// Puts −∞ where `rows` has an entry, which takes the item out of the ranking. O(entries).
  fileprivate mutating func mask(_ rows: SparseRows) {
    for r in 0..<rows.rows {
      for column in rows.row(r) { scalars[r * rows.columns + Int(column)] = -.infinity }
    }
  }
}
