import Datasets
import Evaluation
import Foundation
import Tensors
import Testing

/// The evaluator against a naive implementation that sorts whole rows, and the corners of the
/// protocol.
@Suite struct EvaluatorTests {
  private static let metrics: [any Metric] = [
    NDCG(at: 100), NDCG(at: 10), Recall(at: 20), Recall(at: 50), Precision(at: 10),
    HitRate(at: 10), MeanAveragePrecision(at: 10), MeanReciprocalRank(at: 10),
  ]

  /// Held-out users over `items` items; every seventh user has no target.
  private func held(users: Int, items: Int, key: RandomKey) -> FoldIn {
    var (visible, hidden): ([[Int32]], [[Int32]]) = ([], [])
    for user in 0..<users {
      let order = key.child(user).permutation(items).map { Int32($0) }
      let targets = user % 7 == 0 ? 0 : 1 + user % 9
      hidden.append(Array(order[..<targets]))
      visible.append(Array(order[targets..<(targets + 3 + user % 5)]))
    }
    return FoldIn(
      users: (0..<users).map { UserID("u\($0)") },
      visible: SparseRows(columns: items, rows: visible),
      hidden: SparseRows(columns: items, rows: hidden))
  }

  /// A score for a user and an item that only the visible row decides, with many ties.
  private func score(_ visible: ArraySlice<Int32>, _ item: Int, levels: Float) -> Float {
    let seed = visible.reduce(0) { $0 &* 31 &+ Int($1) }
    return (RandomKey(seed: 4).child(seed).uniform(at: item) * levels).rounded(.down)
  }

  private func scores(_ batch: SparseRows, levels: Float) -> Tensor {
    Tensor(
      shape: [batch.rows, batch.columns],
      scalars: (0..<batch.rows).flatMap { r in
        (0..<batch.columns).map { score(batch.row(r), $0, levels: levels) }
      })
  }

  /// The formulas, from a full sort, user by user.
  private func naive(_ held: FoldIn, _ u: Int, levels: Float) -> [Double] {
    let visible = held.visible.row(u)
    let targets = Set(held.hidden.row(u))
    let ranked = (0..<held.visible.columns).filter { !visible.contains(Int32($0)) }
      .sorted {
        let (a, b) = (score(visible, $0, levels: levels), score(visible, $1, levels: levels))
        return a == b ? $0 < $1 : a > b
      }
    let hits = ranked.map { targets.contains(Int32($0)) ? 1.0 : 0 }
    func sum(_ k: Int, _ term: (Int) -> Double = { _ in 1 }) -> Double {
      (1...k).reduce(0) { $0 + ($1 <= hits.count ? hits[$1 - 1] * term($1) : 0) }
    }
    func room(_ k: Int) -> Double { Double(min(k, targets.count)) }
    func ndcg(_ k: Int) -> Double {
      let ideal = (1...Int(room(k))).reduce(0) { $0 + 1 / log2(Double($1) + 1) }
      return sum(k) { 1 / log2(Double($0) + 1) } / ideal
    }
    let firstHit = hits.prefix(10).firstIndex(of: 1)
    return [
      ndcg(100), ndcg(10), sum(20) / room(20), sum(50) / room(50), sum(10) / 10,
      sum(10) > 0 ? 1 : 0, sum(10) { sum($0) / Double($0) } / room(10),
      firstHit.map { 1 / Double($0 + 1) } ?? 0,
    ]
  }

  @Test(arguments: [Float(3), 40, 100_000], [30, 150])
  func `every metric of every user agrees with a naive implementation`(
    levels: Float, items: Int
  ) throws {
    let held = held(users: 60, items: items, key: RandomKey(seed: 1))
    let evaluator = Evaluator(Self.metrics, batchSize: 7)
    let result = try evaluator.evaluate(held) { scores($0, levels: levels) }
    #expect(result.users == held.rowsWithTargets.map { held.users[$0] })
    for (place, row) in held.rowsWithTargets.enumerated() {
      let expected = naive(held, row, levels: levels)
      for m in Self.metrics.indices {
        #expect(
          agree(result.values[m][place], expected[m]), "\(Self.metrics[m].name) of user \(row)")
      }
    }
  }

  @Test func `the batch size changes no bit`() throws {
    let held = held(users: 60, items: 50, key: RandomKey(seed: 1))
    let results = try [1, 7, 500].map { size in
      try Evaluator(Self.metrics, batchSize: size).evaluate(held) { scores($0, levels: 9) }
    }
    #expect(results[0] == results[1] && results[1] == results[2])
  }

  @Test func `batches are no larger than asked and hold users with targets only`() throws {
    let held = held(users: 60, items: 50, key: RandomKey(seed: 1))
    var sizes: [Int] = []
    let result = try Evaluator(batchSize: 20).evaluate(held) { batch in
      sizes.append(batch.rows)
      return scores(batch, levels: 9)
    }
    #expect(sizes == [20, 20, 11])
    #expect(result.usersWithoutTargets == 9 && held.usersWithoutTargets == 9)
    #expect(result["ndcg@100"]?.users == 51)
  }

  @Test func `visible items are not ranked, however high they score`() throws {
    let held = FoldIn(
      users: [UserID("a")], visible: SparseRows(columns: 4, rows: [[0, 1]]),
      hidden: SparseRows(columns: 4, rows: [[3]]))
    let result = try Evaluator([MeanReciprocalRank(at: 4)]).evaluate(held) { _ in
      Tensor(shape: [1, 4], scalars: [9, .infinity, 1, 2])
    }
    #expect(result.values == [[1]])
  }

  @Test func `tied scores rank by column`() throws {
    let held = FoldIn(
      users: [UserID("a")], visible: SparseRows(columns: 4, rows: [[0]]),
      hidden: SparseRows(columns: 4, rows: [[3]]))
    let result = try Evaluator([MeanReciprocalRank(at: 4)]).evaluate(held) { _ in
      Tensor(shape: [1, 4])
    }
    #expect(result.values == [[1.0 / 3]])
  }

  @Test func `nobody with a target is no error`() throws {
    let held = FoldIn(
      users: [UserID("a")], visible: SparseRows(columns: 4, rows: [[0]]),
      hidden: SparseRows(columns: 4, rows: [[]]))
    let result = try Evaluator().evaluate(held) { Tensor(shape: [$0.rows, $0.columns]) }
    #expect(result.users.isEmpty && result.usersWithoutTargets == 1)
    #expect(result.summaries.map(\.mean) == [0, 0, 0])
  }

  @Test func `a score that is not a number names user and item`() throws {
    let held = held(users: 4, items: 30, key: RandomKey(seed: 1))
    let item = try #require((0..<30).first { !held.visible.contains(2, Int32($0)) })
    #expect(throws: EvaluationFault.scoreNotANumber(user: "u2", item: item)) {
      try Evaluator().evaluate(held) { batch in
        var scores = Tensor(shape: [batch.rows, batch.columns])
        scores.scalars[batch.columns + item] = .nan
        return scores
      }
    }
  }

  @Test func `the planted answers of a checkerboard are found by its colours`() throws {
    let board = Checkerboard(key: RandomKey(seed: 1))
    let result = try Evaluator([HitRate(at: 1)]).evaluate(board.question) { batch in
      var scores = Tensor(shape: [batch.rows, batch.columns])
      for r in 0..<batch.rows {
        let color = Int(batch.row(r).first ?? 0) % 2
        for item in stride(from: color, to: batch.columns, by: 2) {
          scores.scalars[r * batch.columns + item] = 1
        }
      }
      return scores
    }
    #expect(result["hitrate@1"]?.mean == 1)
  }
}
