import Datasets
import Evaluation
import Foundation
import Testing

@testable import Engine

/// Aggregation of a study, by hand.
@Suite struct ExperimentResultTests {
  private static func cell(
    _ label: String, _ division: Int, _ seed: UInt64, _ users: [String], _ values: [Double]
  ) -> ExperimentCell {
    ExperimentCell(
      identity: "", division: division, fingerprint: "f\(division)", label: label,
      model: "multivae", seed: seed, configuration: "{}", plan: "{}", trials: 3, validation: 0.5,
      bestEpoch: 1, metrics: ["ndcg@10"], users: users, values: [values], usersWithoutTargets: 0)
  }

  private static func study() throws -> StudyDefinition {
    try StudyDefinition(
      toml: """
        name = "hand"
        data.files = ["events.csv"]
        split.seeds = [1, 2]
        evaluation = { seeds = [1, 2], metrics = ["ndcg@10"] }
        [[model]]
        name = "multivae"
        label = "A"
        [[model]]
        name = "multivae"
        label = "B, plain"
        """)
  }

  private static let cells = [
    cell("A", 1, 1, ["u", "v"], [0.2, 0.8]), cell("A", 1, 2, ["u", "v"], [0.4, 1.0]),
    cell("A", 2, 1, ["v", "w"], [0.6, 0.5]), cell("A", 2, 2, ["v", "w"], [0.0, 0.7]),
    cell("B, plain", 1, 1, ["u", "v"], [0.1, 0.5]),
    cell("B, plain", 1, 2, ["u", "v"], [0.1, 0.5]),
    cell("B, plain", 2, 1, ["v", "w"], [0.5, 0.4]),
    cell("B, plain", 2, 2, ["v", "w"], [0.5, 0.4]),
  ]

  @Test func `a user counts once, averaged over seeds and divisions`() throws {
    let own = Self.cells.filter { $0.label == "A" }
    let result = ExperimentResult.averaged(own.reversed(), metrics: ["ndcg@10"])
    #expect(result.users.map(\.rawValue) == ["u", "v", "w"])
    // u (0.2 + 0.4)/2, v (0.8 + 1.0 + 0.6 + 0.0)/4, w (0.5 + 0.7)/2
    for (value, expected) in zip(result.values[0], [0.3, 0.6, 0.6]) {
      #expect(abs(value - expected) < 1e-12)
    }
  }

  @Test func `the table has means, errors and the difference to the best`() throws {
    let result = try ExperimentResult(Self.study(), Self.cells)
    #expect(result.users == 3 && result.fingerprints == ["f1", "f2"])
    #expect(abs(result.rows[0].metrics[0].mean - 0.5) < 1e-12)
    // Deviations −0.2, 0.1, 0.1: variance 0.02, error √(0.02 / 3).
    #expect(abs(result.rows[0].metrics[0].standardError - (0.02 / 3).squareRoot()) < 1e-12)
    // Seed 1: u 0.2, v 0.7, w 0.5; seed 2: u 0.4, v 0.5, w 0.7.
    #expect(abs(result.rows[0].bySeed[0] - 1.4 / 3) < 1e-12)
    #expect(abs(result.rows[0].bySeed[1] - 1.6 / 3) < 1e-12)
    let lines = result.markdown.split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.hasPrefix("| A | 0.5000 ± 0.0816 | – |") })
    // B: 0.1, 0.5, 0.4.
    #expect(lines.contains { $0.hasPrefix("| B, plain | 0.3333 ± 0.0981 | -0.1667, p ") })
    let rows = result.csv.split(separator: "\n").map(String.init)
    #expect(rows.count == 3 && rows[2].hasPrefix("\"B, plain\",ndcg@10,0.333"))
    #expect(rows[2].contains(",A,-0.16666"))
    let read = try JSONDecoder().decode(
      ExperimentResult.self, from: Data(result.json().utf8))
    #expect(read == result)
  }

  @Test func `against a baseline every model has its difference to it`() throws {
    var study = try Self.study()
    study.baseline = "B, plain"
    let result = try ExperimentResult(study, Self.cells)
    #expect(result.markdown.contains("| A | 0.5000 ± 0.0816 | +0.1667, p "))
    #expect(result.csv.contains("A,ndcg@10,0.5"))
  }
}
