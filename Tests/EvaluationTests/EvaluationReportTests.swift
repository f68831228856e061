import Datasets
import Evaluation
import Foundation
import Testing

@Suite struct EvaluationReportTests {
  private let report = EvaluationReport(
    EvaluationResult(
      metrics: ["ndcg@100", "recall@20"], users: [UserID("7"), UserID("8")],
      values: [[0.5, 1], [0, 1]], usersWithoutTargets: 2),
    model: "popularity", part: "test", split: "00ff", seed: 1, items: 40)

  @Test func `the JSON reads back as it was and its bytes are fixed`() throws {
    let json = try report.json()
    #expect(try JSONDecoder().decode(EvaluationReport.self, from: Data(json.utf8)) == report)
    #expect(try report.json() == json)
    #expect(json.contains("\"usersWithoutTargets\" : 2"))
  }

  @Test func `the table states means, errors and who was left out`() {
    #expect(
      report.table == """
        metric       mean  std. error
        ndcg@100   0.7500     0.1768
        recall@20  0.5000     0.3536
        2 test users, 40 items ranked in full; 2 without targets left out
        """)
  }
}
