public import Autodiff
import Datasets
import Evaluation
public import Foundation
import Models
public import Store
import Tensors
public import Training

/// What is to be trained, on what.
public struct TrainingRequest: Sendable {
  public var model = "macridvae"
  /// Settings of the model, a JSON object over the defaults.
  public var settings = Data("{}".utf8)
  public var plan = TrainingPlan()
  public var data = SplitSource.store()
  /// Whether to go on from a checkpoint of the same run, when there is one.
  public var resumes = false
  /// Epochs between checkpoints, at least 1.
  public var checkpointEvery = 5
  /// Whether the model answers from now on.
  public var activates = true

  public init() {}
}

/// From data to a model in the store: split, train, name the concepts, write the file, record it.
public struct TrainingJob: Sendable {
  private let store: InteractionStore
  private let request: TrainingRequest
  private let version: String

  /// What came of it.
  public struct Outcome: Sendable {
    public let end: TrainingEnd
    /// The record of the model; `nil` when the run was interrupted.
    public let record: ModelRecord?
    public let file: URL?
    public let progress: TrainingProgress
    public let checkpoint: URL
  }

  /// What is known before the first step.
  public struct Start: Sendable {
    public let users: Int
    public let items: Int
    public let interactions: Int
    public let validationUsers: Int
    public let parameters: Int
    /// Step it goes on from; 0 for a new run.
    public let resumedAt: Int
  }

  /// A job; `version` is the program's, for the manifest.
  public init(_ store: InteractionStore, _ request: TrainingRequest, version: String) {
    self.store = store
    self.request = request
    self.version = version
  }

  /// Runs the job. `started` hears what is trained, `report` what happens; `shouldStop` is asked
  /// before every step. Throws faults of data, settings, files and arithmetic as they come.
  public func run(
    started: (Start) -> Void, report: @escaping (TrainingEvent) -> Void,
    shouldStop: @escaping () -> Bool, clock: StageClock? = nil
  ) throws -> Outcome {
    let split = try request.data.split(store, for: Registry.type(named: request.model).needs)
    let catalog = CatalogShape(try store.catalog(for: split.items.ids))
    var (model, parameters) = try Registry.make(
      request.model, settings: request.settings, catalog: catalog,
      key: RandomKey(seed: request.plan.seed).child("init"))
    try request.plan.validate()
    if let refusal = model.refusal(of: catalog) ?? model.refusal(of: split.train) {
      throw NumericalFault.unsuited(refusal)
    }
    let identity = Checkpoint.Identity(
      model: request.model, configuration: model.configuration.json, plan: request.plan.json,
      fingerprint: split.fingerprint, threads: Parallel.threads)
    let checkpoint = ModelFolder(store).checkpoint(of: identity)
    var state =
      model is any ClosedFormModel
      ? TrainingState(solving: parameters)
      : TrainingState(parameters, learningRate: request.plan.learningRate)
    if request.resumes, FileManager.default.fileExists(atPath: checkpoint.path) {
      state = try Checkpoint.read(
        checkpoint, of: identity, parameters: parameters, learningRate: request.plan.learningRate)
    }
    started(
      Start(
        users: split.train.rows, items: split.items.count, interactions: split.train.entries,
        validationUsers: split.validation.rowsWithTargets.count,
        parameters: parameters.scalarCount, resumedAt: state.progress.step))
    // The state has them now; a large model is not held twice.
    parameters = Parameters()
    var observer = Trainer.Observer()
    observer.report = report
    observer.shouldStop = shouldStop
    observer.clock = clock
    observer.checkpointEvery = request.checkpointEvery
    observer.checkpoint = { try Checkpoint.write($0, of: identity, to: checkpoint) }
    let evaluator = Evaluator([NDCG(at: 100)])
    let end = try Trainer(model, plan: request.plan, histories: split.train).fit(
      &state,
      validation: split.validation.rowsWithTargets.isEmpty
        ? nil : { try evaluator.evaluate($0, on: split.validation).summaries[0].mean },
      observer: observer)
    guard end != .interrupted else {
      return Outcome(
        end: end, record: nil, file: nil, progress: state.progress, checkpoint: checkpoint)
    }
    let trained = TrainedModel(model, state.best)
    let (record, file) = try keep(trained, split, identity, state.progress)
    // The run is complete: there is nothing to go on from, and an absent file is as good.
    try? FileManager.default.removeItem(at: checkpoint)
    return Outcome(
      end: end, record: record, file: file, progress: state.progress, checkpoint: checkpoint)
  }

  private func keep(
    _ trained: TrainedModel, _ split: Split, _ identity: Checkpoint.Identity,
    _ progress: TrainingProgress
  ) throws -> (ModelRecord, URL) {
    var manifest = Manifest(
      model: identity.model, configuration: identity.configuration, plan: identity.plan,
      fingerprint: identity.fingerprint, split: request.data.description,
      threads: identity.threads, items: split.items.ids.map(\.rawValue))
    manifest.counts = split.train.indices.reduce(
      into: [Int](repeating: 0, count: split.items.count)
    ) {
      $0[Int($1)] += 1
    }
    if let concepts = trained.itemConcepts {
      manifest.concepts = ConceptNaming.describe(
        concepts, try store.catalog(for: split.items.ids))
    }
    manifest.epochs = progress.epochs
    manifest.bestEpoch = progress.bestEpoch
    manifest.versions = ["facet": version, "blas core": Processor.blasCore]
    let metrics = try ModelMetrics(
      validation: progress.bestScore, bestEpoch: progress.bestEpoch
    ).json()
    let record = try store.insertModel(
      name: identity.model, configuration: identity.configuration, seed: request.plan.seed,
      fingerprint: identity.fingerprint, metrics: metrics, state: .training, created: Date())
    let folder = ModelFolder(store)
    let file = folder.file(of: record)
    do {
      try Artifact.write(trained, manifest, to: file)
    } catch {
      // The model is given up. Should the store fail as well, the file's fault is the one to
      // report.
      try? store.finishModel(
        record.name, version: record.version, metrics: metrics, artifact: nil, state: .failed)
      throw error
    }
    try store.finishModel(
      record.name, version: record.version, metrics: metrics, artifact: folder.name(of: file),
      state: request.activates ? .active : .ready)
    return (try store.model(record.name, version: record.version), file)
  }
}
