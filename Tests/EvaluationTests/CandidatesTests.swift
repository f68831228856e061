import Datasets
import Evaluation
import Tensors
import Testing

@Suite struct CandidatesTests {
  private let held = FoldIn(
    users: (0..<40).map { UserID("u\($0)") },
    visible: SparseRows(columns: 300, rows: (0..<40).map { [Int32($0), Int32($0 + 50)] }),
    hidden: SparseRows(columns: 300, rows: (0..<40).map { [Int32($0 + 100), Int32($0 + 200)] }))

  private func lists(_ candidates: Candidates, batch: Int = 500) throws -> [[Int32]] {
    var lists: [[Int32]] = []
    let result = try Evaluator(
      [NDCG(at: 300)], candidates: candidates, batchSize: batch
    ).evaluate(
      held, observe: { _, list, _ in lists.append(list.map(\.index)) },
      scores: { RandomNormals.tensor([$0.rows, 300], RandomKey(seed: 3).child($0.rows)) })
    #expect(result.candidates == candidates)
    return lists
  }

  @Test func `a full ranking holds everything but the visible items`() throws {
    for (row, list) in try lists(.full).enumerated() {
      #expect(list.count == 298 && !list.contains(Int32(row)))
    }
  }

  @Test func `a sample holds the targets and so many others, the same for any scores`() throws {
    let lists = try lists(.sampled(20, seed: 5)).map(Set.init)
    for (row, list) in lists.enumerated() {
      #expect(list.count == 22 && list.isSuperset(of: held.hidden.row(row)))
      #expect(list.isDisjoint(with: held.visible.row(row)))
    }
    #expect(try self.lists(.sampled(20, seed: 5), batch: 7).map(Set.init) == lists)
    #expect(try self.lists(.sampled(20, seed: 6)).map(Set.init) != lists)
    #expect(try self.lists(.sampled(1000, seed: 5))[0].count == 298)
  }

  @Test func `a sample is marked in table, JSON and CSV`() throws {
    let result = try Evaluator([NDCG(at: 10)], candidates: .sampled(20, seed: 5))
      .evaluate(held) { Tensor(shape: [$0.rows, 300]) }
    let report = EvaluationReport(result, model: "m", part: "test", split: "00", items: 300)
    #expect(report.table.contains("among sampled:20 seed 5 other items of 300, not in full"))
    #expect(try report.json().contains("\"candidates\" : \"sampled:20 seed 5\""))
    #expect(report.csv.contains(",40,sampled:20 seed 5\n"))
  }

  @Test func `full and sampled are the only words`() {
    #expect(Candidates(text: "full", seed: 1) == .full)
    #expect(Candidates(text: "sampled:100", seed: 1) == .sampled(100, seed: 1))
    for text in ["", "sample:5", "sampled", "sampled:0", "sampled:x", "full:3"] {
      #expect(Candidates(text: text, seed: 1) == nil)
    }
  }
}
