import Datasets
public import Evaluation
import Models
import Store
import Training

/// Measures models of the store on the same held-out users and compares them: what `facet compare`
/// runs, and any study that wants a `Comparison`.
public struct ComparisonJob: Sendable {
  private let library: ModelLibrary

  public init(_ library: ModelLibrary) { self.library = library }

  /// What is to be compared, and how.
  public struct Request: Sendable {
    /// `name` (its newest) or `name@version`, two or more with the baseline.
    public var models: [String]
    /// Whom the others are compared with; the first model when absent.
    public var baseline: String?
    /// Compare with the best of every metric instead.
    public var isAgainstBest = false
    public var part = EvaluationJob.Part.test
    /// A folder of split files; where the models' manifests say when absent.
    public var folder: String?
    public var metrics: [any Metric]
    /// Metrics of which less is better.
    public var lowerIsBetter: Set<String> = []
    public var settings: ComparisonSettings
    /// Whether what a report tells beside the means is measured too.
    public var wantsFindings = false

    public init(models: [String], metrics: [any Metric], settings: ComparisonSettings) {
      self.models = models
      self.metrics = metrics
      self.settings = settings
    }
  }

  /// What came of it.
  public struct Outcome: Sendable {
    public let comparison: Comparison
    /// One a model, in order; empty unless they were wanted.
    public let findings: [ModelFindings]
    public let scope: MeasuredScope
  }

  /// Evaluates and compares. Models are loaded one after another, so that memory is that of the
  /// largest. Throws `DATA` when a model was trained on another split than the first, `ARGS` for
  /// fewer than two models, one named twice or no metric, `NOMODEL`, and what reading throws.
  /// `started` hears the title of a model before it is measured.
  public func run(
    _ request: Request, started: (_ title: String) -> Void = { _ in }
  ) throws -> Outcome {
    let titles = try titles(request)
    var names: Set<String> = []
    let metrics = request.metrics.filter { names.insert($0.name).inserted }
    guard !metrics.isEmpty else { throw Fault(.arguments, "no metric is named", at: "metrics") }
    let first = try library.load(library.record(titles[0]))
    let split = try EvaluationJob(library).split(of: first, folder: request.folder)
    let held = request.part == .test ? split.test : split.validation
    var results: [(title: String, result: EvaluationResult)] = []
    var findings: [ModelFindings] = []
    for title in titles {
      started(title)
      let snapshot = title == first.title ? first : try library.load(library.record(title))
      guard snapshot.manifest.fingerprint == first.manifest.fingerprint else {
        throw Fault(
          .data,
          "\(title) and \(first.title) were trained on different splits "
            + "(\(snapshot.manifest.fingerprint.prefix(8)) and "
            + "\(first.manifest.fingerprint.prefix(8))): the test users of one may have been "
            + "training users of the other; train them on the same split files")
      }
      let measurement = ModelMeasurement(
        snapshot: snapshot, held: held, split: split)
      guard request.wantsFindings else {
        results.append((title, try measurement.result(metrics)))
        continue
      }
      var (result, found) = try measurement.findings(metrics, alpha: request.settings.alpha)
      found.knobs = try SteeringJob(library).knobs(of: snapshot, held: held)
      results.append((title, result))
      findings.append(found)
    }
    let comparison = try Comparison(
      results, against: request.isAgainstBest ? .best : .model(try baseline(request, titles)),
      settings: request.settings, lowerIsBetter: request.lowerIsBetter)
    return Outcome(
      comparison: comparison, findings: findings,
      scope: MeasuredScope(
        part: request.part, split: split, source: request.folder ?? first.manifest.split,
        users: comparison.users,
        usersWithoutTargets: results.first?.result.usersWithoutTargets ?? 0))
  }

  /// Titles with their versions, the baseline among them.
  private func titles(_ request: Request) throws -> [String] {
    var titles = try request.models.map { try library.record($0).title }
    if let baseline = try request.baseline.map({ try library.record($0).title }),
      !titles.contains(baseline)
    {
      titles.insert(baseline, at: 0)
    }
    var seen: Set<String> = []
    if let twice = titles.first(where: { !seen.insert($0).inserted }) {
      throw ComparisonFault.twice(twice)
    }
    guard titles.count > 1 else { throw ComparisonFault.tooFew(titles.count) }
    return titles
  }

  private func baseline(_ request: Request, _ titles: [String]) throws -> String {
    try request.baseline.map { try library.record($0).title } ?? titles[0]
  }
}
