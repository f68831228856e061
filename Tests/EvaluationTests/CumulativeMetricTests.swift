import Datasets
import Tensors
import Testing

@testable import Evaluation

/// Cut-offs measured in one walk.
@Suite struct CumulativeMetricTests {
  private static let items = 90
  private static let key = RandomKey(seed: 4)
  private static let traits = [3, 5].map { words in
    ItemTraits(
      AttributeColumn(
        name: "genre", kind: .categorical,
        rows: (0..<items).map { item in
          // Some items have no value.
          key.child("traits").child(words).child(item).permutation(words).prefix(item % 3)
            .map { .word("g\($0)") }
        }))
  }

  private static func metrics(at k: Int) -> [any Metric] {
    let popularity = ItemPopularity(
      SparseRows(columns: items, rows: [[0, 1, 2], [1, 2, 40], [2]]))
    return [
      Novelty(at: k, popularity), PopularityLift(at: k, popularity),
      IntraListDiversity(at: k, traits[0]), Calibration(at: k, traits[0]), NDCG(at: k),
    ]
  }

  @Test func `in one walk every cut-off has the bits it has alone`() throws {
    let rows = 12
    let held = FoldIn(
      users: (0..<rows).map { UserID("u\($0)") },
      visible: SparseRows(
        columns: Self.items, rows: (0..<rows).map { Array((0..<Int32($0 * 3 % 11))) }),
      hidden: SparseRows(columns: Self.items, rows: (0..<rows).map { [Int32(20 + $0), 60] }))
    let scores = RandomNormals.tensor([rows, Self.items], Self.key.child("scores"))
    func values(_ metrics: [any Metric]) throws -> [[Double]] {
      try Evaluator(metrics).evaluate(held) { _ in scores }.values
    }
    // Deeper than the catalogue, and not in order.
    let cutoffs = [20, 5, 1, 500, 60]
    let together = try values(cutoffs.flatMap { Self.metrics(at: $0) })
    let apart = try cutoffs.flatMap { k in
      try Self.metrics(at: k).map { try values([$0])[0] }
    }
    #expect(together == apart)
    #expect(Set(together.flatMap(\.self)).count > 100)
  }

  @Test func `metrics of other traits do not share a walk`() {
    let one = Calibration(at: 5, Self.traits[0])
    #expect(one.isSame(as: Calibration(at: 9, Self.traits[0])))
    #expect(!one.isSame(as: Calibration(at: 5, Self.traits[1])))
    let few = ItemPopularity(SparseRows(columns: 3, rows: [[0]]))
    let more = ItemPopularity(SparseRows(columns: 3, rows: [[0], [0, 1]]))
    #expect(!Novelty(at: 5, few).isSame(as: Novelty(at: 5, more)))
    #expect(!PopularityLift(at: 5, few).isSame(as: PopularityLift(at: 5, more)))
  }

  @Test func `the walks of lists without visible or valued items are defined`() {
    let ranking = UserRanking(items: [], targets: [3])
    for metric in Self.metrics(at: 5) { #expect(metric.value(ranking) == 0) }
    let empty = UserRanking(items: [0, 3, 6], targets: [3])
    #expect(Calibration(at: 2, Self.traits[0]).value(empty) == 0)
  }
}
