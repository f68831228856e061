import Datasets
import Evaluation
import Foundation
import Tensors
import Testing

/// Novelty, popularity lift, diversity, calibration, coverage and inequality, hand-worked.
@Suite struct BeyondAccuracyTests {
  /// Four training users; items 0 … 3 have 4, 2, 1 and 1 of them.
  private let popularity = ItemPopularity(
    SparseRows(columns: 4, rows: [[0, 1, 2], [0, 1], [0, 3], [0]]))
  /// Items 0 … 4: drama; drama and comedy; comedy; war; nothing.
  private let traits = ItemTraits(
    AttributeColumn(
      name: "genre", kind: .categorical,
      rows: [
        [.word("drama")], [.word("drama"), .word("comedy")], [.word("comedy")], [.word("war")], [],
      ]))

  private func ranking(_ items: [Int32], visible: [Int32] = []) -> UserRanking {
    UserRanking(items: items, targets: [0], visible: visible[...])
  }

  @Test func `novelty is the mean self-information in bits`() {
    #expect(popularity.users == [4, 2, 1, 1] && popularity.population == 4)
    #expect(Novelty(at: 3, popularity).value(ranking([0, 1, 2, 3])) == 1)  // (0 + 1 + 2) / 3
    #expect(Novelty(at: 1, popularity).value(ranking([0])) == 0)
    #expect(Novelty(at: 9, popularity).value(ranking([2, 3])) == 2)
    #expect(Novelty(at: 9, popularity).value(ranking([])) == 0)
  }

  @Test func `popularity lift compares the list with the history`() {
    let lift = PopularityLift(at: 2, popularity)
    #expect(lift.value(ranking([0, 1, 2], visible: [1, 2])) == 1)  // 3 / 1.5 − 1
    #expect(lift.value(ranking([2, 3], visible: [0])) == -0.75)
    #expect(lift.value(ranking([2, 3])) == 0)
    #expect(lift.name == "pop-lift@2")
  }

  @Test func `diversity is the mean cosine distance over pairs`() {
    func value(_ items: [Int32], at k: Int = 10) -> Double {
      IntraListDiversity(at: k, traits).value(ranking(items))
    }
    let root = 1 / 2.0.squareRoot()
    // drama–both, drama–comedy, both–comedy.
    #expect(agree(value([0, 1, 2]), 1 - (root + 0 + root) / 3))
    #expect(agree(value([0, 2, 3]), 1))
    #expect(agree(value([0, 0]), 0))
    #expect(value([0, 4]) == 0 && value([]) == 0)
    #expect(agree(value([0, 1, 2], at: 2), 1 - root))
  }

  @Test func `calibration is the divergence from the mix of the history`() {
    func value(_ items: [Int32], _ visible: [Int32]) -> Double {
      Calibration(at: 10, traits).value(ranking(items, visible: visible))
    }
    // History: drama ¾, comedy ¼. List: comedy alone, of which item 4 says nothing.
    let expected =
      0.75 * log(0.75 / (0.01 * 0.75)) + 0.25 * log(0.25 / (0.99 + 0.01 * 0.25))
    #expect(agree(value([2, 4], [0, 1]), expected))
    #expect(agree(value([0, 1], [0, 1]), 0))
    #expect(agree(value([4], [0]), log(100)))
    #expect(value([0], [4]) == 0)
  }

  @Test func `coverage and inequality are those of all lists together`() throws {
    let held = FoldIn(
      users: ["a", "b"].map { UserID($0) }, visible: SparseRows(columns: 4, rows: [[3], [0]]),
      hidden: SparseRows(columns: 4, rows: [[0], [1]]))
    let result = try Evaluator(
      [NDCG(at: 1)], aggregates: [CatalogCoverage(at: 1), CatalogCoverage(at: 2), Gini(at: 2)]
    ).evaluate(held) { _ in Tensor(shape: [2, 4], scalars: [4, 3, 2, 1, 4, 3, 2, 1]) }
    // Lists: 0 1 and 1 2; counts 1 2 1 0.
    #expect(result.aggregates.map(\.name) == ["coverage@1", "coverage@2", "gini@2"])
    #expect(result.aggregates[0].value == 0.5 && result.aggregates[1].value == 0.75)
    // Sorted 0 1 1 2: (−3·0 − 1·1 + 1·1 + 3·2) / (4·4).
    #expect(agree(result.aggregates[2].value, 6.0 / 16))
    #expect(result.metrics == ["ndcg@1"])
  }

  @Test func `inequality is zero for equal counts and near one for a single item`() {
    #expect(Gini(at: 1).value([3, 3, 3]) == 0)
    #expect(agree(Gini(at: 1).value([0, 0, 0, 9]), 0.75))
    #expect(Gini(at: 1).value([0, 0]) == 0 && Gini(at: 1).value([]) == 0)
  }
}
