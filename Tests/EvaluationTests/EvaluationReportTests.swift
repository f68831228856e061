import Datasets
import Evaluation
import Foundation
import Tensors
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

  @Test func `aggregates, groups and the protocol have their place in table and CSV`() throws {
    let result = EvaluationResult(
      metrics: ["ndcg@5"], users: [UserID("7"), UserID("8")], values: [[0.5, 1]],
      usersWithoutTargets: 0, aggregates: [AggregateValue(name: "coverage@5", value: 0.25)])
    let split = try Split(
      of: PlantedConcepts(key: RandomKey(seed: 1)).data, heldOut: .users(60), seed: 5)
    let report = EvaluationReport(
      result, model: "m", part: "test", split: "00", items: 40,
      division: EvaluationReport.Division(split), attribute: "genre",
      breakdown: Breakdown(
        result,
        by: UserGroups(
          result.users,
          AttributeColumn(
            name: "sex", kind: .categorical, rows: [[.word("f")], [.word("m")]]))))
    #expect(
      report.table == """
        metric        mean  std. error
        ndcg@5      0.7500     0.1768
        coverage@5  0.2500  all lists together
        sex f: 1 user
        ndcg@5      0.5000     0.0000
        sex m: 1 user
        ndcg@5      1.0000     0.0000
        2 test users, 40 items ranked in full
        ild and calibration in genre
        split strong held-out=60 fold-in=0.2, mask train; times not read, \(split.leaks?.unseenItems ?? -1) test items unseen, \
        60 of 60 test users unseen
        """)
    #expect(
      report.csv.split(separator: "\n").suffix(3) == [
        "all,coverage@5,0.25,,2,full", "sex=f,ndcg@5,0.5,0.0,1,full", "sex=m,ndcg@5,1.0,0.0,1,full",
      ])
    #expect(
      try JSONDecoder().decode(EvaluationReport.self, from: Data(report.json().utf8)) == report)
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
