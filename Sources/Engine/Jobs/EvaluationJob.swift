import Datasets
public import Evaluation
import Foundation
import Models
import Store
import Training

/// Measures a model of the store on held-out users of the split it was trained on, or of split
/// files.
public struct EvaluationJob: Sendable {
  private let library: ModelLibrary

  public init(_ library: ModelLibrary) { self.library = library }

  /// Which held-out users.
  public enum Part: String, Sendable, CaseIterable { case test, validation }

  /// The report and every user's values. Throws `DATA` when the split is not the one the model was
  /// trained on (its training users could be among the test users), `NOMODEL`, and what reading
  /// throws. The test metrics of a model are recorded with it.
  public func run(
    _ title: String?, part: Part, folder: String?, metrics: [any Metric]
  ) throws -> (report: EvaluationReport, result: EvaluationResult) {
    let snapshot =
      try title.map { try library.load(library.record($0)) } ?? library.open()
    let split = try split(of: snapshot, folder: folder)
    let held = part == .test ? split.test : split.validation
    // Somebody may name a metric twice; it is measured once.
    var names: Set<String> = []
    let distinct = metrics.filter { names.insert($0.name).inserted }
    let result = try Evaluator(distinct).evaluate(snapshot.trained, on: held)
    let report = EvaluationReport(
      result, model: snapshot.title, part: part.rawValue, split: split.fingerprint,
      seed: try TrainingPlan(json: Data(snapshot.manifest.plan.utf8)).seed, items: split.items.count
    )
    if part == .test { try record(result, of: snapshot) }
    return (report, result)
  }

  /// The split a model was trained on, from a folder or from where its manifest says. Throws `DATA`
  /// when it is another one.
  func split(of snapshot: Snapshot, folder: String?) throws -> Split {
    let manifest = snapshot.manifest
    guard
      let source = folder.map({ SplitSource.folder($0) })
        ?? SplitSource(description: manifest.split)
    else {
      throw Fault(.data, "\(snapshot.title) does not say where its users came from; give --split")
    }
    let split = try source.split(library.store)
    guard split.fingerprint == manifest.fingerprint else {
      throw Fault(
        .data,
        "\(snapshot.title) was trained on other data (\(manifest.fingerprint.prefix(8))) than this "
          + "split (\(split.fingerprint.prefix(8))): its test users may have been seen; give the "
          + "split files of its training with --split, or train again")
    }
    return split
  }

  private func record(_ result: EvaluationResult, of snapshot: Snapshot) throws {
    let record = try library.record(snapshot.title)
    var metrics =
      ModelMetrics(json: record.metrics)
      ?? ModelMetrics(
        validation: snapshot.manifest.epochs.compactMap(\.validation).max(),
        bestEpoch: snapshot.manifest.bestEpoch)
    // What was measured earlier by other metrics stays.
    metrics.test = result.summaries.reduce(into: metrics.test ?? [:]) { $0[$1.name] = $1.mean }
    try library.store.finishModel(
      record.name, version: record.version, metrics: try metrics.json(),
      artifact: record.artifact, state: record.state)
  }
}
