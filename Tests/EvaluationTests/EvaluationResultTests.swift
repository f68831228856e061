import Datasets
import Evaluation
import Testing

@Suite struct EvaluationResultTests {
  private let result = EvaluationResult(
    metrics: ["ndcg@100", "recall@20"], users: [UserID("7"), UserID("a,b")],
    values: [[0.5, 1], [0, 1.0 / 3]], usersWithoutTargets: 2)

  @Test func `summaries keep the order of the metrics`() {
    #expect(result.summaries.map(\.name) == ["ndcg@100", "recall@20"])
    #expect(result["recall@20"] == result.summaries[1])
    #expect(result["ndcg@100"]?.mean == 0.75)
    #expect(result["ndcg@10"] == nil)
  }

  @Test func `the table of users has a line each and every digit`() {
    #expect(
      result.usersCSV == """
        user,ndcg@100,recall@20
        7,0.5,0.0
        "a,b",1.0,0.3333333333333333

        """)
  }
}
