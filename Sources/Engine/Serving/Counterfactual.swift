import Datasets
import Models
import Tensors

/// One change that would bring an item into the first k places.
enum Counterfactual: Equatable {
  /// So much added to one concept.
  case add(concept: Int, amount: Double, rank: Int)
  /// Another item liked.
  case like(ItemIndex, rank: Int)
  /// An item of the history forgotten.
  case forget(ItemIndex, rank: Int)
}

/// The smallest changes that put an item into the first k places, found by encoding and decoding
/// again, never by gradients, under the rules of the query.
///
/// - **add**: for every concept, up and down, the amounts of `strengths` are tried in order; between
///   the last that fails and the first that works the least multiple of 0.01 is bisected. Of all
///   concepts the smallest is kept. A rank need not fall steadily with an amount: a window that
///   opens and closes between two strengths is not seen.
/// - **like**: of the items most similar to it by their vectors, the one that lifts it highest.
/// - **forget**: of the newest items of the history, the one whose absence lifts it highest. What is
///   forgotten is still had, and is not answered.
extension Recommender {
  /// Amounts tried of a concept, in hundredths; the last is the bound of a log weight.
  static let strengths = [10, 25, 50, 100, 200, 400, 700, 1000, 2000]
  /// Items whose liking is tried.
  static let measuredLikes = 50

  /// The smallest amount of one concept, or `nil` when none within the bounds suffices.
  /// O(concepts · (strengths + bisection) · scoring).
  func smallestAdd(
    _ item: ItemIndex, _ query: Query, within k: Int
  ) throws(Fault) -> Counterfactual? {
    guard let block = snapshot.trained.layout.conceptWeights else { return nil }
    let row = try steeredRow(query)
    let overrides = try query.steering.overrides(snapshot.factors)
    let bars = try bars(query)
    func rank(_ concept: Int, _ hundredths: Int) throws(Fault) -> Int {
      let change = Override(block.name, [concept], .add(Float(Double(hundredths) / 100)))
      let passed = try run(row, overrides + [change])
      return try place(
        of: item, in: passed.scores, row: 0, excluded: passed.excluded[0], bars, query, within: k)
    }
    var best: (concept: Int, amount: Int, rank: Int)?
    for concept in 0..<block.count {
      for sign in [1, -1] {
        var low = 0
        for strength in Self.strengths {
          // A larger amount than the best so far is not looked for.
          if let best, low >= abs(best.amount) { break }
          var (high, reached) = (strength, try rank(concept, sign * strength))
          guard reached <= k else {
            low = strength
            continue
          }
          while high - low > 1 {
            let middle = (low + high) / 2
            let now = try rank(concept, sign * middle)
            if now <= k { (high, reached) = (middle, now) } else { low = middle }
          }
          if best.map({ high < abs($0.amount) }) ?? true { best = (concept, sign * high, reached) }
          break
        }
      }
    }
    return best.map { .add(concept: $0.concept, amount: Double($0.amount) / 100, rank: $0.rank) }
  }

  /// The item whose liking lifts another highest, if into the first k places. O(50 · scoring).
  func bestLike(
    _ item: ItemIndex, _ query: Query, within k: Int
  ) throws(Fault) -> Counterfactual? {
    let bars = try bars(query)
    guard let vectors = snapshot.trained.itemVectors else { return nil }
    let own = Tensor(shape: [1, vectors.columns], scalars: Array(vectors.row(Int(item.value))))
    var cosines = own.product(vectors, transposingOther: true)
    // What is seen, excluded or steered by cannot be asked for; what only this list leaves out can.
    let unfit = bars.filter { !["filter", CandidateList.word].contains($0.name.word) }
    for other in unfit.flatMap(\.items) + [item] {
      cosines.scalars[Int(other.value)] = -.infinity
    }
    let candidates = cosines.topK(min(Self.measuredLikes, snapshot.catalog.count), row: 0)
      .filter { $0.score > -.infinity }.map { ItemIndex($0.index) }
    guard !candidates.isEmpty else { return nil }
    let steered = try steeredRow(query)
    let rows = candidates.map { liking($0, in: steered) }
    let passed = try run(
      SparseRows(stacking: rows, columns: snapshot.catalog.count),
      query.steering.overrides(snapshot.factors))
    var best: (item: ItemIndex, rank: Int)?
    for (index, candidate) in candidates.enumerated() {
      let rank = try place(
        of: item, in: passed.scores, row: index, excluded: passed.excluded[index] + [candidate],
        bars, query, within: k)
      if rank < best?.rank ?? .max { best = (candidate, rank) }
    }
    return best.flatMap { $0.rank <= k ? .like($0.item, rank: $0.rank) : nil }
  }

  /// The item of the history whose absence lifts another highest, if into the first k places.
  /// O(200 · scoring).
  func bestForgetting(
    _ item: ItemIndex, _ query: Query, within k: Int
  ) throws(Fault) -> Counterfactual? {
    let measured = Array(query.history.suffix(Self.measuredHistory))
    guard measured.count > 1 else { return nil }
    let bars = try bars(query)
    let passed = try run(
      leavingOut(measured, of: steeredRow(query)), query.steering.overrides(snapshot.factors))
    var best: (item: ItemIndex, rank: Int)?
    for (index, removed) in measured.enumerated() {
      let rank = try place(
        of: item, in: passed.scores, row: index, excluded: passed.excluded[index], bars, query,
        within: k)
      if rank < best?.rank ?? .max { best = (removed, rank) }
    }
    return best.flatMap { $0.rank <= k ? .forget($0.item, rank: $0.rank) : nil }
  }

  // MARK: - Parts

  /// Rank of an item under a query's rules, from 1; `Int.max` for one that may not be answered, or
  /// that diversity leaves out of the first k. O(M) per rule, beside diversity's cost for k places.
  private func place(
    of item: ItemIndex, in scores: Tensor, row: Int, excluded: [ItemIndex], _ bars: [Bar],
    _ query: Query, within k: Int
  ) throws(Fault) -> Int {
    let own = Tensor(shape: [1, scores.columns], scalars: Array(scores.row(row)))
    let ruled = ruledScores(own, excluded: excluded, query.rules, bars: bars)
    guard query.rules.diversity > 0 else { return rank(of: item, ruled.scores) ?? .max }
    let order = try Diversity.reordered(
      ruled.scores.topK(Diversity.pool, row: 0), first: k, weight: query.rules.diversity, snapshot)
    return order.prefix(k).firstIndex { $0.index == item.value }.map { $0 + 1 } ?? .max
  }

  /// A row with one more item, as if it had been chosen, in the last session.
  private func liking(_ item: ItemIndex, in row: SparseRows) -> SparseRows {
    var entries = zip(row.row(0), row.rowValues(0)).enumerated()
      .map { (column: $1.0, value: $1.1, step: row.steps?[$0] ?? 0) }
    entries.removeAll { $0.column == item.value }
    entries.append((item.value, 1, row.steps?.max() ?? 0))
    entries.sort { $0.column < $1.column }
    return SparseRows(
      columns: row.columns, offsets: [0, entries.count], indices: entries.map(\.column),
      values: row.values == nil ? nil : entries.map(\.value),
      steps: row.steps == nil ? nil : entries.map(\.step))
  }
}
