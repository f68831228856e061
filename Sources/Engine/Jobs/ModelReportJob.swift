import Datasets
public import Evaluation
import Models
import Training

/// Measures one model of the store and makes its report: means with intervals, and what it showed.
public struct ModelReportJob: Sendable {
  private let library: ModelLibrary

  public init(_ library: ModelLibrary) { self.library = library }

  /// The report of a model, the one in use when none is named. `command` and `version` are written
  /// at its end. Throws what `EvaluationJob` throws.
  public func run(
    _ title: String?, part: EvaluationJob.Part, folder: String?, metrics: [any Metric],
    command: String, version: String
  ) throws -> Report {
    let snapshot = try title.map { try library.load(library.record($0)) } ?? library.open()
    let split = try EvaluationJob(library).split(of: snapshot, folder: folder)
    let held = part == .test ? split.test : split.validation
    var names: Set<String> = []
    let distinct = metrics.filter { names.insert($0.name).inserted }
    var (result, findings) = try ModelMeasurement(
      snapshot: snapshot, held: held, split: split
    ).findings(distinct, alpha: 0.05)
    findings.knobs = try SteeringJob(library).knobs(of: snapshot, held: held)
    let scope = MeasuredScope(
      part: part, split: split, source: folder ?? snapshot.manifest.split,
      users: result.users.count, usersWithoutTargets: result.usersWithoutTargets)
    return ReportBuilder(
      title: snapshot.title, subtitle: scope.sentence + ".", findings: [findings],
      provenance: scope.provenance(command: command, version: version)
    ).report(result)
  }
}
