import Datasets
import Evaluation
import Testing

@Suite struct PairedSampleTests {
  private func result(_ values: [(String, Double)]) -> EvaluationResult {
    EvaluationResult(
      metrics: ["ndcg@100"], users: values.map { UserID($0.0) }, values: [values.map(\.1)],
      usersWithoutTargets: 0)
  }

  @Test func `users are paired by id, whatever their order`() throws {
    let a = result([("u", 0.5), ("v", 1), ("w", 0.25)])
    let b = result([("w", 0.25), ("x", 1), ("v", 0.5), ("u", 0.75)])
    let sample = try #require(PairedSample("ndcg@100", a, b))
    #expect(sample.differences == [-0.25, 0.5, 0] && sample.count == 3)
    // Mean 1/12, squares about it 1/9 + 25/144 + 1/144 = 42/144.
    #expect(agree(sample.mean, 1.0 / 12))
    #expect(agree(sample.deviation, (42.0 / 144 / 2).squareRoot()))
    #expect(sample.counts == WinTieLoss(wins: 1, ties: 1, losses: 1))
  }

  @Test func `a metric that one side lacks has no sample`() {
    #expect(PairedSample("recall@20", result([("u", 1)]), result([("u", 1)])) == nil)
  }
}
