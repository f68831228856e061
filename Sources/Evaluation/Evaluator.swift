public import Datasets
public import Tensors

/// The held-out protocol, once for every model: visible part in, scores out, visible items masked,
/// the whole remaining catalogue ranked, the hidden part found or not.
///
/// Users stream through in batches, so memory is that of one batch of scores, whatever the number
/// of users: 500 × 20 000 items are 40 MB. The scores of a user are read once, into a row of its own
/// that fits a core's cache; there they are masked, checked and ranked, as deep as the deepest metric
/// asks, and all metrics read that ranking. Users of a batch are spread over the cores. Ties are
/// broken by the lower column, so a result does not depend on a sorting routine. Users without
/// targets are not scored at all, and counted.
public struct Evaluator: Sendable {
  /// What is measured of every user, in the order of the report.
  public let metrics: [any Metric]
  /// What is measured of all lists together.
  public let aggregates: [any AggregateMetric]
  /// What the targets are ranked among.
  public let candidates: Candidates
  /// Users scored together.
  public let batchSize: Int
  private let walks: MetricWalks

  /// A ranked user, for whoever writes the rankings down: the list as deep as the deepest metric.
  public typealias Observer = (_ user: UserID, _ list: [Ranked], _ targets: [Int32]) throws -> Void

  /// An evaluator; traps on a batch without users or two metrics of one name.
  public init(
    _ metrics: [any Metric] = StandardMetrics.all, aggregates: [any AggregateMetric] = [],
    candidates: Candidates = .full, batchSize: Int = 500
  ) {
    precondition(batchSize > 0, "evaluator: batches of \(batchSize) users")
    let names = metrics.map(\.name) + aggregates.map(\.name)
    precondition(
      Set(names).count == names.count, "evaluator: a metric is named twice in \(names)")
    self.metrics = metrics
    walks = MetricWalks(metrics)
    self.aggregates = aggregates
    self.candidates = candidates
    self.batchSize = batchSize
  }

  /// Measures `scores` on held-out users.
  ///
  /// `scores` is given the visible histories of a batch, `[B, M]`, and returns a score for every
  /// item, `[B, M]`; it may give any finite or infinite number, and an item at −∞ is not ranked.
  /// Throws `EvaluationFault` on a score that is not a number and whatever `scores` and `observe`
  /// throw; traps on scores of another shape. O(users · M) and the cost of scoring.
  public func evaluate(
    _ held: FoldIn, observe: Observer? = nil, scores: (SparseRows) throws -> Tensor
  ) throws -> EvaluationResult {
    Processor.prepare()
    let rows = held.rowsWithTargets
    var values = [[Double]](repeating: [], count: metrics.count)
    var tallies = aggregates.map { _ in [Int](repeating: 0, count: held.visible.columns) }
    for start in stride(from: 0, to: rows.count, by: batchSize) {
      let batch = Array(rows[start..<min(start + batchSize, rows.count)])
      let visible = held.visible.selecting(batch)
      let scored = try scores(visible)
      precondition(
        scored.shape == [visible.rows, visible.columns],
        "evaluator: scores \(scored.shape) for a batch [\(visible.rows), \(visible.columns)]")
      let (measured, lists) = try measure(scored, held, batch, visible)
      for m in metrics.indices {
        values[m].append(contentsOf: batch.indices.lazy.map { measured[$0 * metrics.count + m] })
      }
      for (a, metric) in aggregates.enumerated() {
        for list in lists {
          for place in list.prefix(metric.depth) { tallies[a][Int(place.index)] += 1 }
        }
      }
      if let observe {
        for (row, list) in zip(batch, lists) {
          try observe(held.users[row], list, Array(held.hidden.row(row)))
        }
      }
    }
    return EvaluationResult(
      metrics: metrics.map(\.name), users: rows.map { held.users[$0] }, values: values,
      usersWithoutTargets: held.users.count - rows.count,
      aggregates: zip(aggregates, tallies).map {
        AggregateValue(name: $0.name, value: $0.value($1))
      }, candidates: candidates)
  }

  /// Lists of a batch, and every metric of every user: `[B, metrics]`.
  private func measure(
    _ scored: Tensor, _ held: FoldIn, _ batch: [Int], _ visible: SparseRows
  ) throws(EvaluationFault) -> (values: [Double], lists: [[Ranked]]) {
    let depth = (metrics.map(\.depth) + aggregates.map(\.depth)).max() ?? 0
    let readsAllScores = metrics.contains { $0.readsAllScores }
    var values = [Double](repeating: 0, count: batch.count * metrics.count)
    var lists = [[Ranked]?](repeating: nil, count: batch.count)
    values.withUnsafeMutableBufferPointer { values in
      lists.withUnsafeMutableBufferPointer { lists in
        Parallel.forChunks(of: batch.count, size: 16) { chunk in
          var row = ScoreRow(columns: visible.columns)
          for r in chunk {
            let targets = held.hidden.row(batch[r])
            row.load(scored, r, masked: visible.row(r))
            if candidates != .full {
              guard row.isNumbers else { continue }
              row.keep(
                targets,
                and: candidates.negatives(
                  of: held.users[batch[r]], visible: visible.row(r), targets: targets,
                  items: visible.columns) ?? [])
            }
            guard let list = row.topK(depth) else { continue }
            lists[r] = list
            let ranking = UserRanking(
              items: list.map(\.index), targets: targets, visible: visible.row(r),
              misordered: readsAllScores
                ? misordered(row.scores.span, targets, masked: visible.count(r)) : nil)
            walks.measure(
              ranking,
              into: UnsafeMutableBufferPointer(
                rebasing: values[r * metrics.count..<(r + 1) * metrics.count]))
          }
        }
      }
    }
    let ranked = lists.compactMap { $0 }
    guard ranked.count == batch.count else {
      let r = lists.firstIndex { $0 == nil } ?? 0
      var row = ScoreRow(columns: visible.columns)
      row.load(scored, r, masked: visible.row(r))
      throw .scoreNotANumber(
        user: held.users[batch[r]].rawValue, item: row.scores.firstIndex { $0.isNaN } ?? 0)
    }
    return (values, ranked)
  }

  /// `UserRanking.misordered` of a row whose visible items are at −∞.
  private func misordered(
    _ row: Span<Float>, _ targets: ArraySlice<Int32>, masked: Int
  ) -> Double {
    let bounds = targets.map { row[Int($0)] }
    let n = targets.count
    var pairs = pairsAbove(bounds, in: row)
    // Among the targets themselves every pair counts 2 and every target with itself 1.
    pairs -= n * n
    var closed = masked
    if case .sampled(let count, _) = candidates {
      closed = row.count - n - min(count, row.count - n - masked)
    }
    // What is masked ties with a target at −∞ and is no candidate.
    pairs -= closed * bounds.count { $0 == -.infinity }
    let others = row.count - closed - n
    return others == 0 ? 0 : Double(pairs) / (2 * Double(n) * Double(others))
  }
}
