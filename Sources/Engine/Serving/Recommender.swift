import Datasets
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
      let list = try ruled(plain, excluded: [], query)
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
    let list = try ruled(passed.scores, excluded: passed.excluded[0], query)
    var recommendation = Recommendation(
      items: list.items.map { RankedItem(item: ItemIndex($0.index), score: $0.score) },
      clamped: passed.applied.clamped, rules: list.acted)
    if query.explains {
      let reasons = try reasons(
        for: recommendation.items.map(\.item), history: query.history, steered, overrides, passed)
      for (index, reasons) in reasons.enumerated() {
        recommendation.items[index].reasons = reasons
        let item = Int(recommendation.items[index].item.value)
        recommendation.items[index].added = list.additions.map { ($0.name, $0.amounts[item]) }
          .filter { $0.1 != 0 }
        recommendation.items[index].rankByScore =
          list.byScore[recommendation.items[index].item.value]
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
    let before = try ruled(plainScores, excluded: [], plain).items.map { ItemIndex($0.index) }
    return Difference(
      before: before, now: recommendation.items.map(\.item), from: query.rules.offset + 1)
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
  func barred(_ query: Query) throws(Fault) -> [ItemIndex] { try bars(query).flatMap(\.items) }
}
