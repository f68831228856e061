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

  /// What came of it.
  public struct Outcome: Sendable {
    public let report: EvaluationReport
    /// Every user's values.
    public let result: EvaluationResult
    /// Rankings and targets, when they were asked for.
    public let trec: TrecFiles?
  }

  /// Measures a model. Throws `DATA` when the split has another training part than the one the model
  /// was trained on (its training users could be among the test users), `NOMODEL`,
  /// `EvaluationFault` for metrics and groups the data do not have, and what reading throws. The
  /// test metrics of a full ranking are recorded with the model.
  public func run(_ title: String?, _ request: EvaluationRequest) throws -> Outcome {
    let snapshot = try open(title)
    let split = try split(of: snapshot, request)
    let context = EvaluationContext(
      split, describedBy: try library.store.catalog(for: split.items.ids),
      attribute: request.attribute)
    if let attribute = request.attribute, context.traits == nil {
      throw EvaluationFault.noAttribute(attribute)
    }
    let (metrics, aggregates) = try request.metrics.metrics(context)
    let held = request.part == .test ? split.test : split.validation
    var trec =
      request.keepsTrec
      ? TrecFiles(items: split.items, tag: snapshot.title.replacing("@", with: "-")) : nil
    let observe: Evaluator.Observer? =
      request.keepsTrec ? { try trec?.add($0, $1, $2) } : nil
    let result = try Evaluator(
      metrics, aggregates: aggregates, candidates: request.candidates
    ).evaluate(snapshot.trained, on: held, observe: observe)
    let groups = try request.groups.map { try self.groups($0, held) }
    let report = EvaluationReport(
      result, model: snapshot.title, part: request.part.rawValue, split: split.fingerprint,
      seed: try TrainingPlan(json: Data(snapshot.manifest.plan.utf8)).seed,
      items: split.items.count, division: EvaluationReport.Division(split),
      attribute: request.metrics.entries.contains { $0.readsAttributes }
        ? context.traits?.attribute : nil,
      breakdown: groups.map { Breakdown(result, by: $0) })
    // A sampled figure is no figure of the model: it depends on the sample.
    if request.part == .test, request.candidates == .full, request.mask == nil,
      request.kind == nil
    {
      try record(result, of: snapshot)
    }
    return Outcome(report: report, result: result, trec: trec)
  }

  private func open(_ title: String?) throws -> Snapshot {
    try title.map { try library.load(library.record($0)) } ?? library.open()
  }

  /// The split a model was trained on, from a folder or from where its manifest says. Throws `DATA`
  /// when it is another one.
  func split(of snapshot: Snapshot, folder: String?) throws -> Split {
    let split = try source(of: snapshot, folder: folder).split(
      library.store, for: snapshot.trained.needs)
    let trained = snapshot.manifest.fingerprint
    guard split.fingerprint == trained else {
      throw Fault(
        .data,
        "\(snapshot.title) was trained on other data (\(trained.prefix(8))) than this "
          + "split (\(split.fingerprint.prefix(8))): its test users may have been seen; give the "
          + "split files of its training with --split, or train again")
    }
    if let refusal = snapshot.trained.model.refusal(of: split.train) { throw Fault(.data, refusal) }
    return split
  }

  /// The split of a request: the one of the training, or another division with the same training
  /// part. Throws `DATA` when the training parts differ.
  private func split(of snapshot: Snapshot, _ request: EvaluationRequest) throws -> Split {
    let own = try split(of: snapshot, folder: request.folder)
    guard request.kind != nil || request.mask != nil else { return own }
    guard case .store(let trained) = try source(of: snapshot, folder: request.folder) else {
      throw Fault(
        .arguments, "kind and mask of split files are theirs: \(own.kind), \(own.mask.rawValue)")
    }
    let kind = request.kind ?? own.kind
    guard !kind.holdsOutUsers || request.mask != .trainAndValidation else {
      throw Fault(.arguments, "held-out users have no validation part of their own to mask")
    }
    let recipe = SplitRecipe(
      kind, mask: request.mask, minimum: trained.minimum, seed: trained.seed)
    let other = try SplitSource.store(recipe).split(library.store, for: snapshot.trained.needs)
    guard other.items == own.items, other.trainUsers == own.trainUsers, other.train == own.train
    else {
      throw Fault(
        .data,
        "\(snapshot.title) was trained on the training part of \(own.kind), which is not that of "
          + "\(other.kind); train on that split first")
    }
    return other
  }

  private func source(of snapshot: Snapshot, folder: String?) throws -> SplitSource {
    guard
      let source = folder.map({ SplitSource.folder($0) })
        ?? SplitSource(description: snapshot.manifest.split)
    else {
      throw Fault(.data, "\(snapshot.title) does not say where its users came from; give --split")
    }
    return source
  }

  private func groups(_ name: String, _ held: FoldIn) throws -> UserGroups {
    if name == UserGroups.activity { return UserGroups(activityOf: held) }
    guard let column = try library.store.attributes(of: held.users)[name] else {
      throw EvaluationFault.noUserAttribute(name)
    }
    return UserGroups(held.users, column)
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
