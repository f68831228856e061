import Datasets
import Evaluation
import Tensors
import Testing

@Suite struct MetricSelectionTests {
  private let popularity = ItemPopularity(SparseRows(columns: 2, rows: [[0]]))
  private let traits = ItemTraits(
    AttributeColumn(name: "genre", kind: .categorical, rows: [[.word("a")], []]))

  private func names(
    _ text: String, _ cutoffs: [Int] = [], traits: ItemTraits? = nil
  ) throws -> [String] {
    let (metrics, aggregates) = try MetricSelection(text, cutoffs: cutoffs)
      .metrics(EvaluationContext(popularity: popularity, traits: traits))
    return metrics.map(\.name) + aggregates.map(\.name)
  }

  @Test func `words take every cut-off and names their own`() throws {
    #expect(
      try names("ndcg,recall@20,auc,NDCG@100", [5, 10])
        == ["ndcg@5", "ndcg@10", "recall@20", "auc", "ndcg@100"])
    #expect(try names("mrr") == ["mrr@10"])
    #expect(try names("ndcg@10,ndcg,ndcg@10", [10]) == ["ndcg@10"])
  }

  @Test func `all is every metric, without attributes those that need none`() throws {
    #expect(try names("all", [10], traits: traits).count == MetricRow.all.count)
    #expect(try names("all", [10]).count == MetricRow.all.count - 2)
    #expect(throws: EvaluationFault.noAttribute("ild")) { try names("ild") }
  }

  @Test(arguments: ["", "ndgc", "ndcg@0", "ndcg@", "ndcg@1@2", "auc@10", "recall@100001"])
  func `what is no metric is refused`(text: String) {
    #expect(throws: EvaluationFault.self) { try MetricSelection(text) }
  }

  @Test func `a metric's word is the head of its name, and every word is one metric`() throws {
    for row in MetricRow.all {
      #expect(
        try names(row.word, [7], traits: traits) == [row.takesCutoff ? "\(row.word)@7" : row.word])
    }
    #expect(Set(MetricRow.all.map(\.word)).count == MetricRow.all.count)
  }
}
