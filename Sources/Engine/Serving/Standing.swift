import Datasets
import Models
import Tensors

/// Where single items stand in a query's whole list, under its overrides and its rules.
extension Recommender {
  /// Scores of given items, and their ranks among the items a query may answer (from 1; `offset`
  /// does not count). Items that may not be answered are scored and have no rank.
  func standing(
    of items: [ItemIndex], _ query: Query
  ) throws(Fault) -> [(score: Float, rank: Int?)] {
    let passed = try run(steeredRow(query), query.steering.overrides(snapshot.factors))
    return try standing(of: items, query, passed)
  }

  /// The same after a pass that has been made. O(M) per item and rule; with diversity, the pool is
  /// reordered whole.
  func standing(
    of items: [ItemIndex], _ query: Query, _ passed: TrainedModel.Scored
  ) throws(Fault) -> [(score: Float, rank: Int?)] {
    let ruled = try ruledScores(passed.scores, excluded: passed.excluded[0], query)
    let ranks = try ranks(of: items, ruled, query)
    return zip(items, ranks).map { item, rank in
      let own = Int(item.value)
      guard rank == nil else { return (ruled.scores.scalars[own], rank) }
      // What may not be answered has the score that it would have.
      let added = ruled.additions.reduce(0) { $0 + $1.amounts[own] }
      return (passed.scores.scalars[own] + added, nil)
    }
  }

  /// Ranks by ruled scores, then by diversity.
  func ranks(
    of items: [ItemIndex], _ ruled: RuledScores, _ query: Query
  ) throws(Fault) -> [Int?] {
    let ranks = items.map { rank(of: $0, ruled.scores) }
    guard query.rules.diversity > 0, ranks.contains(where: { $0 ?? .max <= Diversity.pool }) else {
      return ranks
    }
    let pool = ruled.scores.topK(Diversity.pool, row: 0)
    let order = try Diversity.reordered(
      pool, first: pool.count, weight: query.rules.diversity, snapshot)
    let places = Dictionary(
      uniqueKeysWithValues: order.enumerated().map { (ItemIndex($1.index), $0 + 1) })
    return zip(items, ranks).map { places[$0] ?? $1 }
  }

  /// Rank of an item by scores, `[1, M]`, from 1, ties to the lower column; `nil` for one that may not
  /// be answered. O(M).
  func rank(of item: ItemIndex, _ scores: Tensor) -> Int? {
    let own = Int(item.value)
    let score = scores.scalars[own]
    guard score > -.infinity else { return nil }
    var better = 0
    for (other, value) in scores.scalars.enumerated()
    where value > score || (value == score && other < own) {
      better += 1
    }
    return better + 1
  }

  /// Where an item stands for a query, why it scores as it does, and what each rule does to it.
  func explanation(
    of item: ItemIndex, _ query: Query, _ passed: TrainedModel.Scored
  ) throws(Fault) -> (score: Float, rank: Int?, reasons: Reasons, rules: [RulePart]) {
    let steered = try steeredRow(query)
    let overrides = try query.steering.overrides(snapshot.factors)
    let standing = try standing(of: [item], query, passed)[0]
    let reasons = try reasons(for: [item], history: query.history, steered, overrides, passed)[0]
    let parts = try parts(of: item, rank: standing.rank, query, passed)
    return (standing.score, standing.rank, reasons, parts)
  }
}
