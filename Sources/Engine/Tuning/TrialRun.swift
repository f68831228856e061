import Autodiff
import Datasets
import Evaluation
import Foundation
import Models
import Store
import Tensors
import Training

/// What every trial of a study is run on: training and validation users. Test users are not in it,
/// so that no trial can look at them.
struct TuningData: Sendable {
  let train: SparseRows
  let validation: FoldIn
  let catalog: CatalogShape
  let fingerprint: String
}

/// One trial: a model with its settings, trained from where its checkpoint stands.
struct TrialRun: Sendable {
  let request: TuningRequest
  let data: TuningData
  /// Where the checkpoint of the trial is, if there is one.
  let checkpoint: URL
  let evaluator: Evaluator

  /// Trains until the trial has had `epochs` epochs, or ends by itself, and returns the record with
  /// what came of it; a trial that was stopped stays `running`. A model that refuses its settings
  /// or whose arithmetic fails has failed, which is a result; faults of files are thrown.
  func run(
    _ trial: TrialRecord, laid settings: TrialSettings, to epochs: Int,
    report: @escaping (TrainingEvent) -> Void, isStopped: @escaping () -> Bool
  ) throws -> TrialRecord {
    let clock = ContinuousClock()
    let start = clock.now
    var trial = trial
    do {
      let end = try train(&trial, settings, to: epochs, report, isStopped)
      trial.state = end != .interrupted ? .finished : trial.epochs >= epochs ? .paused : .running
    } catch let fault as NumericalFault {
      trial.state = .failed
      trial.reason = "\(fault)"
    }
    trial.seconds += (clock.now - start) / .seconds(1)
    return trial
  }

  private func train(
    _ trial: inout TrialRecord, _ settings: TrialSettings, to epochs: Int,
    _ report: @escaping (TrainingEvent) -> Void, _ isStopped: @escaping () -> Bool
  ) throws -> TrainingEnd {
    let plan = try settings.over(request.plan)
    let (model, parameters) = try Registry.make(
      request.model, settings: settings.over(request.settings), catalog: data.catalog,
      key: RandomKey(seed: plan.seed).child("init"))
    if let refusal = model.refusal(of: data.catalog) ?? model.refusal(of: data.train) {
      throw NumericalFault.unsuited(refusal)
    }
    let identity = Checkpoint.Identity(
      model: request.model, configuration: model.configuration.json, plan: plan.json,
      fingerprint: data.fingerprint, threads: Parallel.threads)
    var state =
      model is any ClosedFormModel
      ? TrainingState(solving: parameters)
      : TrainingState(parameters, learningRate: plan.learningRate)
    if FileManager.default.fileExists(atPath: checkpoint.path) {
      state = try Checkpoint.read(
        checkpoint, of: identity, parameters: parameters, learningRate: plan.learningRate)
    }
    var done = state.progress.epochs.count
    var observer = Trainer.Observer()
    observer.report = { event in
      if case .epoch(let record, _, _, _) = event { done = record.epoch }
      report(event)
    }
    observer.shouldStop = { isStopped() || done >= epochs }
    observer.checkpointEvery = 5
    observer.checkpoint = { try Checkpoint.write($0, of: identity, to: checkpoint) }
    let validation: Trainer.Validation = {
      try evaluator.evaluate($0, on: data.validation).summaries[0].mean
    }
    let end = try Trainer(model, plan: plan, histories: data.train).fit(
      &state, validation: validation, observer: observer)
    trial.scores = state.progress.epochs.map(\.validation)
    // A stop has written the state already; a solved model is solved again in one go.
    if end != .interrupted, !(model is any ClosedFormModel) {
      try Checkpoint.write(state, of: identity, to: checkpoint)
    }
    return end
  }
}
