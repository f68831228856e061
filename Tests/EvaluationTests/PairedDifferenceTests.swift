import Datasets
import Evaluation
import Testing

@Suite struct PairedDifferenceTests {
  private func result(_ values: [(String, Double)]) -> EvaluationResult {
    EvaluationResult(
      metrics: ["ndcg@100"], users: values.map { UserID($0.0) }, values: [values.map(\.1)],
      usersWithoutTargets: 0)
  }

  @Test func `users are paired by id, whatever their order`() throws {
    let a = result([("u", 0.5), ("v", 1), ("w", 0.25)])
    let b = result([("w", 0.25), ("x", 1), ("v", 0.5), ("u", 0.75)])
    let difference = try #require(PairedDifference("ndcg@100", a, b))
    // Differences −0.25, 0.5, 0: mean 1/12, squares about it 1/9 + 25/144 + 1/144 = 42/144.
    #expect(agree(difference.summary.mean, 1.0 / 12))
    #expect(agree(difference.summary.standardError, (42.0 / 144 / 3 / 3).squareRoot()))
    #expect(difference.summary.users == 3)
    #expect((difference.wins, difference.ties, difference.losses) == (1, 1, 1))
  }

  @Test func `a metric that one side lacks has no difference`() {
    #expect(PairedDifference("recall@20", result([("u", 1)]), result([("u", 1)])) == nil)
  }
}
