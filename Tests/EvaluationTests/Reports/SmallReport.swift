// A report of two models with everything in it, and titles that every language has to escape.
import Datasets
import Evaluation
import Tensors

enum SmallReport {
  static let nasty = #"<b>"A & B"</b> 100 % of C_1 | $x$ 'y'"#

  static func make() throws -> Report {
    let key = RandomKey(seed: 5)
    func result(_ name: String, _ lift: Double) -> EvaluationResult {
      let values = (0..<60).map { Double(key.child(name).uniform(at: $0)) * 0.4 + lift }
      return EvaluationResult(
        metrics: ["ndcg@100", "recall@20"], users: (0..<60).map { UserID("u\($0)") },
        values: [values, values.map { $0 / 2 }], usersWithoutTargets: 1)
    }
    let results: [(title: String, result: EvaluationResult)] = [
      ("popularity@1", result("a", 0)), (nasty, result("b", 0.3)),
    ]
    let comparison = try Comparison(
      results, against: .model("popularity@1"), settings: ComparisonSettings(seed: 1, rounds: 200))
    return ReportBuilder(
      title: "popularity@1, \(nasty)", subtitle: "60 test users, 8 items ranked in full.",
      findings: results.map { findings($0.title) },
      provenance: [Report.Fact("command", "facet compare 'a b' c"), Report.Fact("seed", "1")]
    ).report(comparison)
  }

  static func findings(_ title: String) -> ModelFindings {
    var findings = ModelFindings(title: title)
    findings.curve = CurveMetrics.all.map { metric in
      Comparison.Mean(
        name: metric.name, values: [0.1, 0.2, Double(metric.depth) / 200], alpha: 0.05)
    }
    var exposure = Exposure(
      training: SparseRows(columns: 8, rows: [[0, 1], [0, 2], [0, 1, 3]]))
    exposure.count(
      Tensor(shape: [1, 8], scalars: [8, 7, 6, 5, 4, 3, 2, 1]),
      visible: SparseRows(columns: 8, rows: [[0]]))
    findings.exposure = exposure
    findings.lists = ["novelty@20", "pop-lift@20"].map {
      Comparison.Mean(name: $0, values: [1, 2, 3], alpha: 0.05)
    }
    findings.aggregates = [AggregateValue(name: "gini@20", value: 0.375)]
    findings.listAttribute = "genre"
    findings.epochs = (1...3).map {
      .init(epoch: $0, loss: 9 / Double($0), validation: 0.1 * Double($0))
    }
    findings.concepts = .init(
      attribute: "genre", concepts: ["c0 Crime", "c1"], values: ["Crime", nasty],
      shares: [[0.9, 0.1], [0.2, 0.8]])
    findings.facts = [Report.Fact("settings", #"{"width":8}"#)]
    return findings
  }
}
