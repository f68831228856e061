public import Datasets
import Models
import Tensors

/// The spine at serving: history → encode → override → decode → rank, over one snapshot.
public struct Recommender: Sendable {
  let snapshot: Snapshot

  public init(_ snapshot: Snapshot) { self.snapshot = snapshot }

  /// Answers a query. Throws `NOCONCEPT`, `NOITEM` and `ARGS` for what the query names wrongly.
  public func recommend(_ query: Query) throws(Fault) -> Recommendation {
    let steered = try steeredRow(query)
    let overrides = try query.steering.overrides(snapshot.factors)
    let passed = try run(steered, overrides)
    let barred = try barred(query)
    let ranked = rank(passed.scores, barred + passed.excluded[0], k: query.k)
    var recommendation = Recommendation(
      items: ranked.map { RankedItem(item: ItemIndex($0.index), score: $0.score) },
      clamped: passed.applied.clamped)
    if query.explains {
      let reasons = try reasons(
        for: recommendation.items.map(\.item), history: query.history, steered, overrides, passed)
      for (index, reasons) in reasons.enumerated() {
        recommendation.items[index].reasons = reasons
      }
    }
    if query.compares {
      let before = rank(
        try run(row(query.history, weights: [:]), []).scores, barred, k: query.k)
      recommendation.difference = Difference(
        before: before.map { ItemIndex($0.index) }, now: recommendation.items.map(\.item))
    }
    return recommendation
  }

  /// Scores of given items, and their ranks among the items a query may answer (from 1). Items that may
  /// not be answered are scored and have no rank.
  public func standing(
    of items: [ItemIndex], _ query: Query
  ) throws(Fault) -> [(score: Float, rank: Int?)] {
    let passed = try run(steeredRow(query), query.steering.overrides(snapshot.factors))
    let out = Set(try barred(query) + passed.excluded[0])
    return items.map { item in
      let score = passed.scores.scalars[Int(item.value)]
      guard !out.contains(item) else { return (score, nil) }
      let better = (0..<snapshot.catalog.count).count { other in
        let theirs = passed.scores.scalars[other]
        return (theirs > score || (theirs == score && other < Int(item.value)))
          && !out.contains(ItemIndex(other))
      }
      return (score, better + 1)
    }
  }

  /// Why given items score as they do for a query.
  public func reasons(for items: [ItemIndex], _ query: Query) throws(Fault) -> [Reasons] {
    let steered = try steeredRow(query)
    let overrides = try query.steering.overrides(snapshot.factors)
    return try reasons(
      for: items, history: query.history, steered, overrides, run(steered, overrides))
  }

  func run(_ rows: SparseRows, _ overrides: [Override]) throws(Fault) -> TrainedModel.Scored {
    do throws(OverrideFault) {
      return try snapshot.trained.run(rows, overrides: overrides)
    } catch {
      switch error {
      case .unknownBlock, .badIndex: throw Fault(.noConcept, "\(error)")
      case .unfit: throw Fault(.arguments, "\(error)")
      }
    }
  }

  // MARK: - The parts

  /// One row of history. Items to have more like are read as if they had been chosen, items to have
  /// less like with the opposite sign.
  func row(_ history: [ItemIndex], weights: [ItemIndex: Float]) -> SparseRows {
    var entries = Dictionary(history.map { ($0, Float(1)) }, uniquingKeysWith: { a, _ in a })
    entries.merge(weights) { _, new in new }
    let sorted = entries.sorted { $0.key < $1.key }
    return SparseRows(
      columns: snapshot.catalog.count, offsets: [0, sorted.count],
      indices: sorted.map(\.key.value),
      values: weights.isEmpty ? nil : sorted.map(\.value))
  }

  private func steeredRow(_ query: Query) throws(Fault) -> SparseRows {
    var weights: [ItemIndex: Float] = [:]
    for item in try snapshot.indices(of: query.steering.like, at: "like") { weights[item] = 1 }
    for item in try snapshot.indices(of: query.steering.less, at: "less") { weights[item] = -1 }
    return row(query.history, weights: weights)
  }

  /// Items that may not be answered whatever their score.
  private func barred(_ query: Query) throws(Fault) -> [ItemIndex] {
    var barred = query.exclude
    if !query.includesSeen { barred += query.history }
    barred += try snapshot.indices(of: query.steering.like, at: "like")
    barred += try snapshot.indices(of: query.steering.less, at: "less")
    for filter in query.filters { barred += try filter.failing(snapshot.catalog) }
    return barred
  }

  private func rank(_ scores: Tensor, _ barred: [ItemIndex], k: Int) -> [Ranked] {
    var scores = scores
    for item in barred { scores.scalars[Int(item.value)] = -.infinity }
    return scores.topK(min(k, snapshot.catalog.count), row: 0).filter { $0.score > -.infinity }
  }
}
