public import Datasets
import Models
public import Tensors

/// The spine at serving: history → encode → override → decode → rank, over one snapshot.
public struct Recommender: Sendable {
  let snapshot: Snapshot

  public init(_ snapshot: Snapshot) { self.snapshot = snapshot }

  /// Answers a query. Throws `NOCONCEPT`, `NOITEM` and `ARGS` for what the query names wrongly.
  /// `plain` are the scores of the history without steering, `[1, M]`, when somebody has made them
  /// already; they answer a query that is neither steered nor explained.
  public func recommend(_ query: Query, plain: Tensor? = nil) throws(Fault) -> Recommendation {
    if let plain, query.steering.isNeutral, !query.explains {
      let ranked = rank(plain, try barred(query), k: query.k)
      let items = ranked.map { RankedItem(item: ItemIndex($0.index), score: $0.score) }
      let list = items.map(\.item)
      return Recommendation(
        items: items, difference: query.compares ? Difference(before: list, now: list) : nil,
        clamped: [])
    }
    let steered = try steeredRow(query)
    let overrides = try query.steering.overrides(snapshot.factors)
    let passed = try run(steered, overrides)
    let ranked = rank(passed.scores, try barred(query) + passed.excluded[0], k: query.k)
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
      let now = recommendation.items.map(\.item)
      recommendation.difference = Difference(
        before: query.steering.isNeutral ? now : try untouched(query), now: now)
    }
    return recommendation
  }

  /// The list of the same query without steering. Items it steers by may be in it.
  private func untouched(_ query: Query) throws(Fault) -> [ItemIndex] {
    var plain = query
    plain.steering = Steering()
    let scores = try run(row(query.history, weights: [:]), []).scores
    return rank(scores, try barred(plain), k: query.k).map { ItemIndex($0.index) }
  }

  /// Scores of given items, and their ranks among the items a query may answer (from 1). Items that
  /// may not be answered are scored and have no rank.
  public func standing(
    of items: [ItemIndex], _ query: Query
  ) throws(Fault) -> [(score: Float, rank: Int?)] {
    let passed = try run(steeredRow(query), query.steering.overrides(snapshot.factors))
    return try standing(of: items, query, passed)
  }

  private func standing(
    of items: [ItemIndex], _ query: Query, _ passed: TrainedModel.Scored
  ) throws(Fault) -> [(score: Float, rank: Int?)] {
    var open = passed.scores
    for item in try barred(query) + passed.excluded[0] {
      open.scalars[Int(item.value)] = -.infinity
    }
    return items.map { item in
      let own = Int(item.value)
      let score = open.scalars[own]
      guard score > -.infinity else { return (passed.scores.scalars[own], nil) }
      let better = open.scalars.indices.count { other in
        open.scalars[other] > score || (open.scalars[other] == score && other < own)
      }
      return (score, better + 1)
    }
  }

  /// Where an item stands for a query, and why it scores as it does.
  public func explanation(
    of item: ItemIndex, _ query: Query
  ) throws(Fault) -> (score: Float, rank: Int?, reasons: Reasons) {
    let steered = try steeredRow(query)
    let overrides = try query.steering.overrides(snapshot.factors)
    let passed = try run(steered, overrides)
    let standing = try standing(of: [item], query, passed)[0]
    let reasons = try reasons(for: [item], history: query.history, steered, overrides, passed)[0]
    return (standing.score, standing.rank, reasons)
  }

  func run(_ rows: SparseRows, _ overrides: [Override]) throws(Fault) -> TrainedModel.Scored {
    do throws(OverrideFault) {
      return try snapshot.trained.run(rows, overrides: overrides)
    } catch {
      throw Fault(error)
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

  func steeredRow(_ query: Query) throws(Fault) -> SparseRows {
    var weights: [ItemIndex: Float] = [:]
    for item in try snapshot.indices(of: query.steering.like, at: "like") { weights[item] = 1 }
    for item in try snapshot.indices(of: query.steering.less, at: "less") { weights[item] = -1 }
    return row(query.history, weights: weights)
  }

  /// Items that may not be answered whatever their score.
  func barred(_ query: Query) throws(Fault) -> [ItemIndex] {
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
