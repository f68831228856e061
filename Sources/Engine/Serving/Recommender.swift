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
      let list = try ruled(plain, barred(query), query)
      var recommendation = Recommendation(
        items: list.items.map { RankedItem(item: ItemIndex($0.index), score: $0.score) },
        clamped: [], rules: list.acted)
      if query.compares {
        recommendation.difference = try difference(of: recommendation, query, plain: plain)
      }
      return recommendation
    }
    let steered = try steeredRow(query)
    let overrides = try query.steering.overrides(snapshot.factors)
    let passed = try run(steered, overrides)
    let list = try ruled(passed.scores, barred(query) + passed.excluded[0], query)
    var recommendation = Recommendation(
      items: list.items.map { RankedItem(item: ItemIndex($0.index), score: $0.score) },
      clamped: passed.applied.clamped, rules: list.acted)
    if query.explains {
      let reasons = try reasons(
        for: recommendation.items.map(\.item), history: query.history, steered, overrides, passed)
      for (index, reasons) in reasons.enumerated() {
        recommendation.items[index].reasons = reasons
        let item = Int(recommendation.items[index].item.value)
        recommendation.items[index].added = list.additions.map { ($0.word, $0.amounts[item]) }
          .filter { $0.1 != 0 }
      }
    }
    if query.compares {
      recommendation.difference = try difference(
        of: recommendation, query, plain: query.steering.isNeutral ? passed.scores : nil)
    }
    return recommendation
  }

  /// Against the list of the same query without steering and without rules that move items. Items
  /// it steers by may be in that list. `plain` are scores without steering, when there are some.
  private func difference(
    of recommendation: Recommendation, _ query: Query, plain scores: Tensor?
  ) throws(Fault) -> Difference {
    var plain = query
    plain.steering = Steering()
    plain.rules = query.rules.restrictions
    let plainScores: Tensor
    if let scores {
      plainScores = scores
    } else {
      plainScores = try run(
        row(query.history, weights: query.weights, steps: query.steps), []
      ).scores
    }
    let before = try ruled(plainScores, barred(plain), plain).items.map { ItemIndex($0.index) }
    return Difference(
      before: before, now: recommendation.items.map(\.item), from: query.rules.offset + 1)
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

  func run(
    _ rows: SparseRows, _ overrides: [Override], sampling key: RandomKey? = nil
  ) throws(Fault) -> TrainedModel.Scored {
    do throws(OverrideFault) {
      return try snapshot.trained.run(rows, overrides: overrides, sampling: key)
    } catch {
      throw Fault(error)
    }
  }

  // MARK: - The parts

  /// One row of history. Items to have more like are read as if they had been chosen, items to have
  /// less like with the opposite sign. For a model that reads order, what has no step is of the last.
  func row(
    _ history: [ItemIndex], weights: [ItemIndex: Float], steps: [ItemIndex: Int32] = [:]
  ) -> SparseRows {
    var entries = Dictionary(history.map { ($0, Float(1)) }, uniquingKeysWith: { a, _ in a })
    entries.merge(weights) { _, new in new }
    let sorted = entries.sorted { $0.key < $1.key }
    let last = steps.values.max() ?? 0
    return SparseRows(
      columns: snapshot.catalog.count, offsets: [0, sorted.count],
      indices: sorted.map(\.key.value),
      values: weights.isEmpty ? nil : sorted.map(\.value),
      steps: steps.isEmpty ? nil : sorted.map { steps[$0.key] ?? last })
  }

  func steeredRow(_ query: Query) throws(Fault) -> SparseRows {
    var weights = query.weights
    for item in try snapshot.indices(of: query.steering.like, at: "like") { weights[item] = 1 }
    for item in try snapshot.indices(of: query.steering.less, at: "less") { weights[item] = -1 }
    return row(query.history, weights: weights, steps: query.steps)
  }

  /// Items that may not be answered whatever their score.
  func barred(_ query: Query) throws(Fault) -> [ItemIndex] {
    var barred = query.exclude
    if !query.includesSeen { barred += query.history + query.ignored }
    barred += try snapshot.indices(of: query.steering.like, at: "like")
    barred += try snapshot.indices(of: query.steering.less, at: "less")
    for filter in query.filters { barred += try filter.failing(snapshot.catalog) }
    return barred
  }
}
