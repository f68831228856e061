import Datasets
import Evaluation
import Tensors
import Testing

@Suite struct AUCTests {
  private func auc(
    _ scores: [Float], visible: [Int32], targets: [Int32], _ candidates: Candidates = .full
  ) throws -> Double {
    let held = FoldIn(
      users: [UserID("a")], visible: SparseRows(columns: scores.count, rows: [visible]),
      hidden: SparseRows(columns: scores.count, rows: [targets]))
    return try Evaluator([AUC()], candidates: candidates).evaluate(held) { _ in
      Tensor(shape: [1, scores.count], scalars: scores)
    }.values[0][0]
  }

  /// The definition, pair by pair.
  private func naive(_ scores: [Float], visible: [Int32], targets: [Int32]) -> Double {
    let others = scores.indices.filter {
      !visible.contains(Int32($0)) && !targets.contains(Int32($0))
    }
    var sum = 0.0
    for t in targets {
      for n in others {
        let (s, o) = (scores[Int(t)], scores[n])
        sum += s > o ? 1 : s == o ? 0.5 : 0
      }
    }
    return sum / Double(targets.count * others.count)
  }

  @Test func `hand-worked with a tie`() throws {
    // Target 0.5 against 0.9, 0.5 and 0.1; the visible 1.0 is no candidate: (0 + ½ + 1) / 3.
    #expect(agree(try auc([0.5, 0.9, 0.5, 0.1, 1], visible: [4], targets: [0]), 0.5))
    #expect(try auc([3, 2, 1], visible: [], targets: [0]) == 1)
    #expect(try auc([3, 2, 1], visible: [], targets: [2]) == 0)
    #expect(try auc([3, 2, 1], visible: [1], targets: [0, 2]) == 1)
  }

  @Test(arguments: 0..<12) func `agrees with the definition pair by pair`(seed: UInt64) throws {
    let key = RandomKey(seed: seed)
    let items = 3000 + Int(seed)
    let levels: Float = seed % 2 == 0 ? 7 : 100_000
    var scores = (0..<items).map { (key.uniform(at: $0) * levels).rounded(.down) }
    let order = key.child("order").permutation(items).map { Int32($0) }
    let (targets, visible) = (Array(order[..<17]), Array(order[17..<60]))
    // A score of −∞ is below all others, for a target and for the rest.
    if seed % 3 == 0 { for item in order[10..<200] { scores[Int(item)] = -.infinity } }
    #expect(
      agree(
        try auc(scores, visible: visible, targets: targets),
        naive(scores, visible: visible, targets: targets)))
  }

  @Test func `among sampled items only those count`() throws {
    let scores = (0..<50).map { Float($0) }
    let all = try auc(scores, visible: [49], targets: [25], .sampled(1000, seed: 1))
    #expect(agree(all, naive(scores, visible: [49], targets: [25])))
    let one = try auc(scores, visible: [49], targets: [25], .sampled(1, seed: 1))
    #expect(one == 0 || one == 1)
  }
}
