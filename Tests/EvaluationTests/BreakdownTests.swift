import Datasets
import Evaluation
import Tensors
import Testing

@Suite struct BreakdownTests {
  private let users = (0..<4).map { UserID("u\($0)") }
  private var result: EvaluationResult {
    EvaluationResult(
      metrics: ["ndcg@10"], users: users, values: [[0, 1, 0.5, 0.25]], usersWithoutTargets: 0)
  }

  private func groups(_ kind: AttributeKind, _ rows: [[AttributeValue]]) -> [String] {
    let column = AttributeColumn(name: "x", kind: kind, rows: rows)
    return Breakdown(result, by: UserGroups(users, column)).groups.map {
      "\($0.name) \($0.users) \($0.metrics[0].mean)"
    }
  }

  @Test func `a user counts in every group it belongs to`() {
    #expect(
      groups(.categorical, [[.word("m")], [.word("f"), .word("m")], [.word("f")], []])
        == ["f 2 0.75", "m 2 0.5", "(none) 1 0.25"])
    #expect(
      groups(.numeric, [[.number(10)], [.number(9)], [.number(10)], [.number(9)]])
        == ["9 2 0.625", "10 2 0.25"])
  }

  @Test func `activity cuts the users into quarters by what they show`() {
    let held = FoldIn(
      users: users,
      visible: SparseRows(columns: 9, rows: [[0, 1, 2, 3], [0], [0, 1], [0, 1, 2]]),
      hidden: SparseRows(columns: 9, rows: [[8], [8], [8], [8]]))
    let breakdown = Breakdown(result, by: UserGroups(activityOf: held))
    #expect(breakdown.attribute == "activity")
    #expect(breakdown.groups.map(\.name) == ["1", "2", "3", "4"])
    #expect(breakdown.groups.map(\.metrics[0].mean) == [1, 0.5, 0.25, 0])
  }

  @Test func `many numbers become quarters named by their range`() {
    let many = (0..<40).map { UserID("u\($0)") }
    let column = AttributeColumn(
      name: "age", kind: .numeric, rows: (0..<40).map { [.number(Double($0))] })
    #expect(
      UserGroups(many, column).names == ["0 to 9", "10 to 19", "20 to 29", "30 to 39", "(none)"])
  }
}
