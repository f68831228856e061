import Datasets
import Evaluation
import Foundation
import Models
public import Store
import Tensors
import Training

/// A search of settings, from data to a recommendation of settings: the trials of a study side by
/// side, each a row of the store, judged by validation users alone.
///
/// What is tried and what it scores depends on the request and the seed, and neither on how many
/// trials run at once nor on whether the study was stopped in between.
public struct TuningJob: Sendable {
  private let store: InteractionStore
  private let request: TuningRequest

  /// What is known before the first trial.
  public struct Start: Sendable {
    public let study: String
    public let trials: Int
    /// Most epochs of all trials together.
    public let epochs: Int
    public let validationUsers: Int
    /// Trials that an earlier run has finished.
    public let done: Int
  }

  /// What came of it.
  public struct Outcome: Sendable {
    public let study: String
    public let trials: [TrialRecord]
    /// The trial with the best score; `nil` when none has one.
    public let best: TrialRecord?
    public let metric: String
    public let validationUsers: Int
    /// Whether it was stopped before its end; it can be resumed.
    public let isInterrupted: Bool
  }

  public init(_ store: InteractionStore, _ request: TuningRequest) {
    self.store = store
    self.request = request
  }

  /// Runs the study to its end or until the task is cancelled or `shouldStop` says so, which is
  /// asked before every step. Throws faults of data, settings and files as they come, `CONFLICT`
  /// when a study of that name is another one, and `DATA` when there are no validation users or no
  /// trial came through.
  public func run(
    started: (Start) -> Void, report: @escaping @Sendable (TuningEvent) -> Void,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) async throws -> Outcome {
    let data = try data()
    let search = try search()
    let study = try study(of: data.fingerprint)
    let runner = StudyRun(
      store: store, request: request, data: data, search: search, study: study,
      report: report, shouldStop: shouldStop)
    let known = try store.trials(of: study)
    let validationUsers = data.validation.rowsWithTargets.count
    started(
      Start(
        study: study, trials: search.trials, epochs: search.epochsAtMost,
        validationUsers: validationUsers,
        done: known.count { $0.state == .finished || $0.state == .failed }))
    let isInterrupted = try await runner.run()
    let trials = try store.trials(of: study)
    let best = StudyRun.best(trials)
    if best == nil, !isInterrupted {
      let reason = trials.compactMap(\.reason).first ?? "no trial has a validation score"
      throw Fault(.data, "no trial came through: \(reason)")
    }
    return Outcome(
      study: study, trials: trials, best: best, metric: request.metric.name,
      validationUsers: validationUsers, isInterrupted: isInterrupted)
  }

  /// The request that trains a model with the settings of a trial, to the same bytes as the trial;
  /// what the trial has computed is handed over, so that it is not computed again.
  public func training(_ trial: TrialRecord, of study: String) throws -> TrainingRequest {
    var training = try request(for: trial)
    let folder = ModelFolder(store)
    let file = folder.checkpoint(of: trial.number, study: study)
    // The loop of `train` keeps epochs by its own metric, so only its states can be gone on from.
    guard request.metric.name == NDCG(at: 100).name,
      FileManager.default.fileExists(atPath: file.path),
      let fingerprint = try store.studies().first(where: { $0.name == study })?.fingerprint
    else { return training }
    let identity = Checkpoint.Identity(
      model: training.model,
      configuration: try SettingTable.configured(
        training.model, training.settings, training.plan, TrialSettings([:])
      ).settings,
      plan: training.plan.json, fingerprint: fingerprint, threads: Parallel.threads)
    let target = folder.checkpoint(of: identity)
    if FileManager.default.fileExists(atPath: target.path) {
      try FileManager.default.removeItem(at: target)
    }
    try FileManager.default.moveItem(at: file, to: target)
    training.resumes = true
    return training
  }

  /// The request that trains a model with the settings of a trial.
  public func request(for trial: TrialRecord) throws -> TrainingRequest {
    let settings =
      trial.number == 0 ? TrialSettings([:]) : try TrialSettings(json: trial.settings)
    var training = TrainingRequest()
    training.model = request.model
    training.settings = try settings.over(request.settings)
    training.plan = try settings.over(request.plan)
    training.data = request.data
    return training
  }

  /// Training and validation users; the test users stay behind here.
  private func data() throws -> TuningData {
    let split = try request.data.split(store, for: Registry.type(named: request.model).needs)
    guard !split.validation.rowsWithTargets.isEmpty else {
      throw Fault(.data, "a search is judged by validation users, and this split has none")
    }
    return TuningData(
      train: split.train, validation: split.validation,
      catalog: CatalogShape(try store.catalog(for: split.items.ids)),
      fingerprint: split.fingerprint)
  }

  /// The search, once every setting is known to be one and every end of a range is valid.
  private func search() throws -> Search {
    let (settings, plan) = (request.settings, request.plan)
    let ranges = try request.searched()
    let defaults = try SettingTable.values(of: request.model, settings, plan)
    for range in ranges {
      for end in range.ends {
        try SettingTable.configured(
          request.model, settings, plan, TrialSettings([range.name: end]))
      }
    }
    try SettingTable.configured(request.model, settings, plan, TrialSettings([:]))
    let search = Search(
      request.method, ranges,
      defaults: ranges.map { range in
        defaults[range.name].flatMap { range.position(of: $0) } ?? 0.5
      },
      trials: request.trials, epochs: plan.epochs, keep: request.keep, levels: request.levels,
      key: RandomKey(seed: plan.seed).child("search"))
    guard search.trials <= 10_000 else {
      throw Fault(
        .tooBig,
        "\(search.trials) trials; a study has at most 10000, so give fewer ranges or levels")
    }
    return search
  }

  /// The name of the study, found or made.
  private func study(of fingerprint: String) throws -> String {
    let settings = try SettingTable.configured(
      request.model, request.settings, request.plan, TrialSettings([:])
    ).settings
    let description = try StudyIdentity(
      request, request.searched(), settings: settings, fingerprint: fingerprint
    ).json()
    let studies = try store.studies()
    if request.resumes {
      let same = studies.first { study in
        study.description == description && (request.name == nil || study.name == request.name)
      }
      if let same { return same.name }
    }
    let name = request.name ?? Self.free(request.model, among: Set(studies.map(\.name)))
    guard !studies.contains(where: { $0.name == name }) else {
      throw Fault(
        .conflict, "there is a study \"\(name)\" already, of other ranges, settings or data")
    }
    try store.insertStudy(
      StudyRecord(
        name: name, model: request.model, description: description, seed: request.plan.seed,
        fingerprint: fingerprint, created: Date()))
    return name
  }

  private static func free(_ model: String, among names: Set<String>) -> String {
    let number = (1...).first { !names.contains("\(model)-\($0)") } ?? 1
    return "\(model)-\(number)"
  }
}
