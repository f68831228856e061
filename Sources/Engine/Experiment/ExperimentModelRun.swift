import Datasets
import Evaluation
import Foundation
import Models
import Store
import Training

/// One model of a study on one division of users: tuned, trained with every seed, measured once
/// each.
struct ExperimentModelRun: Sendable {
  let definition: StudyDefinition
  let model: StudyDefinition.Model
  /// Number of the division, from 1.
  let division: Int
  let source: SplitSource
  let store: InteractionStore
  let files: ExperimentFolder
  let version: String
  let report: @Sendable (ExperimentEvent) -> Void

  /// The cells of all seeds, those that are there already among them.
  func cells() async throws -> [ExperimentCell] {
    let place = definition.divisions[division - 1]
    let identities = try model.seeds.map {
      try definition.identity(of: model, place, seed: $0)
    }
    let known = try zip(model.seeds, identities).map { seed, identity in
      try files.cell(division, model.label, seed, identity: identity)
    }
    let complete = known.compactMap(\.self)
    if complete.count == known.count { return complete }
    let (chosen, trials) = try await tuned(place)
    var cells: [ExperimentCell] = []
    for (index, seed) in model.seeds.enumerated() {
      if let cell = known[index] {
        cells.append(cell)
        continue
      }
      cells.append(
        try measured(try chosen(seed), trials: trials, identity: identities[index]))
    }
    return cells
  }

  var name: String {
    definition.divisions.count == 1 ? model.label : "\(model.label), division \(division)"
  }

  /// How a model of a seed is trained, once its settings are chosen, and after how many trials.
  private func tuned(
    _ place: StudyDefinition.Division
  ) async throws -> (request: (UInt64) throws -> TrainingRequest, trials: Int) {
    var request = TuningRequest()
    request.model = model.name
    request.settings = Data(model.settings.utf8)
    request.plan = model.plan
    request.plan.seed = model.seeds[0]
    request.data = source
    request.method = definition.tuning.method
    request.trials = definition.tuning.trials
    request.keep = definition.tuning.keep
    request.ranges = model.ranges
    request.metric = try MetricName.metric(definition.tuning.metric)
    request.parallel = definition.tuning.parallel
    request.resumes = true
    let identity = try definition.tuningIdentity(of: model, place)
    request.name = "\(definition.name).\(division).\(model.label).\(identity.prefix(8))"
    let job = TuningJob(store, request)
    guard model.isTuned, request.trials > 1, try !request.searched().isEmpty else {
      let defaults = try job.request(for: TrialRecord(number: 0, settings: "{}"))
      return ({ Self.seeded(defaults, $0) }, 0)
    }
    report(.stage("\(name): tune, \(request.method.rawValue)"))
    let outcome = try await job.run(
      started: { _ in }, report: { report(.tuning($0)) }, shouldStop: { false })
    guard !outcome.isInterrupted, let best = outcome.best else { throw CancellationError() }
    let first = model.seeds[0]
    return (
      { seed in
        // The trial has trained the first seed's model already.
        seed == first
          ? Self.seeded(try job.training(best, of: outcome.study), seed)
          : Self.seeded(try job.request(for: best), seed)
      }, outcome.trials.count
    )
  }

  private static func seeded(_ request: TrainingRequest, _ seed: UInt64) -> TrainingRequest {
    var request = request
    request.plan.seed = seed
    request.activates = false
    request.resumes = true
    return request
  }

  /// Trains, unless the store has that very model, and measures it on the test users.
  private func measured(
    _ request: TrainingRequest, trials: Int, identity: String
  ) throws -> ExperimentCell {
    let library = ModelLibrary(store)
    let record = try trained(request, library)
    report(.stage("\(name), seed \(request.plan.seed): evaluate"))
    let wanted = EvaluationRequest(
      try MetricSelection(definition.metrics.joined(separator: ",")))
    let result = try EvaluationJob(library).run(record.title, wanted).result
    let stored = ModelMetrics(json: record.metrics)
    let cell = ExperimentCell(
      identity: identity, division: division, fingerprint: record.fingerprint,
      label: model.label, model: model.name, seed: request.plan.seed,
      configuration: record.configuration, plan: request.plan.json, trials: trials,
      validation: stored?.validation, bestEpoch: stored?.bestEpoch ?? 0,
      metrics: result.metrics, users: result.users.map(\.rawValue), values: result.values,
      usersWithoutTargets: result.usersWithoutTargets)
    try files.write(cell)
    return cell
  }

  /// The record of a final model: the store's, or of one trained now.
  func trained(
    _ request: TrainingRequest, _ library: ModelLibrary
  ) throws -> ModelRecord {
    let needs = try Registry.type(named: request.model).needs
    let fingerprint = try request.data.split(store, for: needs).fingerprint
    let configuration = try SettingTable.configured(
      request.model, request.settings, request.plan, TrialSettings([:])
    ).settings
    let same = try store.models().filter {
      $0.name == request.model && $0.state == .ready && $0.seed == request.plan.seed
        && $0.fingerprint == fingerprint && $0.configuration == configuration
    }
    for record in same where try library.load(record).manifest.plan == request.plan.json {
      return record
    }
    report(.stage("\(name), seed \(request.plan.seed): train"))
    let outcome = try TrainingJob(store, request, version: version).run(
      started: { _ in }, report: { report(.training($0)) },
      shouldStop: { Task.isCancelled })
    guard let record = outcome.record else { throw CancellationError() }
    return record
  }
}
