import Datasets
import Evaluation
import Foundation
import Models
import Tensors
import Training

/// One model measured on held-out users, in one pass: its metrics, and when a report is wanted what
/// else there is to tell of it.
struct ModelMeasurement {
  let snapshot: Snapshot
  let held: FoldIn
  let split: Split

  /// The metrics alone.
  func result(_ metrics: [any Metric]) throws -> EvaluationResult {
    try Evaluator(metrics).evaluate(snapshot.trained, on: held)
  }

  /// The metrics, and the findings of a report; the users are scored once for both.
  func findings(
    _ metrics: [any Metric], alpha: Double
  ) throws -> (result: EvaluationResult, findings: ModelFindings) {
    var names = Set(metrics.map(\.name))
    let context = EvaluationContext(split, describedBy: snapshot.catalog)
    let lists = ListMetrics(context)
    let further = (CurveMetrics.all + lists.metrics).filter { names.insert($0.name).inserted }
    var exposure = Exposure(training: split.train)
    let all = try Evaluator(metrics + further, aggregates: lists.aggregates).evaluate(held) {
      visible in
      let scores = snapshot.trained.scores(visible)
      exposure.count(scores, visible: visible)
      return scores
    }
    let result = EvaluationResult(
      metrics: Array(all.metrics.prefix(metrics.count)), users: all.users,
      values: Array(all.values.prefix(metrics.count)), usersWithoutTargets: all.usersWithoutTargets)
    var findings = ModelFindings(title: snapshot.title)
    func means(_ names: [String]) -> [Comparison.Mean] {
      let wanted = Set(names)
      return zip(all.metrics, all.values).filter { wanted.contains($0.0) }
        .map { Comparison.Mean(name: $0, values: $1, alpha: alpha) }
    }
    findings.curve = means(CurveMetrics.all.map(\.name))
      .sorted { Self.cutoff($0) < Self.cutoff($1) }
    findings.lists = means(lists.metrics.map(\.name))
    findings.aggregates = all.aggregates
    findings.listAttribute = context.traits?.attribute
    findings.exposure = exposure
    findings.epochs = snapshot.manifest.epochs.map {
      ModelFindings.Epoch(epoch: $0.epoch, loss: $0.loss, validation: $0.validation)
    }
    findings.bestEpoch = snapshot.manifest.bestEpoch
    findings.concepts = snapshot.itemConcepts.flatMap { concepts in
      ModelFindings.ConceptShares(
        concepts, names: (0..<concepts.columns).map { Self.label($0, of: snapshot) },
        snapshot.catalog)
    }
    findings.facts = try facts()
    return (result, findings)
  }

  /// `c2 Romance`, or `c2` for a concept without a name.
  private static func label(_ concept: Int, of snapshot: Snapshot) -> String {
    let label = snapshot.factors.label(concept)
    return [label.word, label.name].compactMap { $0 }.joined(separator: " ")
  }

  private static func cutoff(_ mean: Comparison.Mean) -> Int {
    mean.summary.name.split(separator: "@").last.flatMap { Int($0) } ?? 0
  }

  private func facts() throws -> [Report.Fact] {
    let manifest = snapshot.manifest
    let seed = try TrainingPlan(json: Data(manifest.plan.utf8)).seed
    let versions = manifest.versions.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return [
      Report.Fact("training seed", "\(seed)"),
      Report.Fact("settings", manifest.configuration),
      Report.Fact("training plan", manifest.plan),
      Report.Fact("trained with", "\(versions), \(manifest.threads) threads"),
    ]
  }
}
