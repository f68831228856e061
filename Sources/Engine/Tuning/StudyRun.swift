import Evaluation
import Foundation
public import Models
public import Store
import Tensors
public import Training

/// News from a study. Trials run side by side, so news of one may come between news of another.
public enum TuningEvent: Sendable {
  /// A trial begins, or goes on, with its settings by name.
  case started(trial: Int, settings: [String: SettingValue])
  /// A trial trains.
  case training(trial: Int, TrainingEvent)
  /// A trial has come as far as it was to, in so many of the study's epochs.
  case ended(TrialRecord, isBest: Bool, epochs: Int)
}

/// The trials of a study, wave after wave.
struct StudyRun: Sendable {
  let store: InteractionStore
  let request: TuningRequest
  let data: TuningData
  let search: Search
  let study: String
  let report: @Sendable (TuningEvent) -> Void
  let shouldStop: @Sendable () -> Bool

  /// Runs what is left of the study; true when it was stopped.
  func run() async throws -> Bool {
    var trials: [Int: TrialRecord] = [:]
    for trial in try store.trials(of: study) { trials[trial.number] = trial }
    var index = 0
    while let wave = search.wave(
      index, score: { trials[$0]?.state == .failed ? nil : trials[$0]?.score(after: $1) })
    {
      let left = wave.filter { assignment in
        guard let trial = trials[assignment.trial] else { return true }
        return switch trial.state {
        case .finished, .failed: false
        case .paused: trial.epochs < assignment.epochs
        case .running: true
        }
      }
      try await run(left, &trials)
      if isStopped { return true }
      prune(trials, isLast: search.method != .halving)
      index += 1
    }
    prune(trials, isLast: true)
    return false
  }

  /// The best of some trials: by score, then by number; `nil` when none has a score.
  static func best(_ trials: [TrialRecord]) -> TrialRecord? {
    trials.filter { $0.state != .failed && $0.score != nil }
      .max { a, b in
        let (x, y) = (a.score ?? -.infinity, b.score ?? -.infinity)
        return x == y ? a.number > b.number : x < y
      }
  }

  private var isStopped: Bool { Task.isCancelled || shouldStop() }

  /// Runs the trials of a wave, so many side by side.
  private func run(
    _ wave: [Search.Assignment], _ trials: inout [Int: TrialRecord]
  ) async throws {
    var waiting = wave[...]
    try await withThrowingTaskGroup(of: (TrialRecord, Int).self) { group in
      func launch() throws {
        guard !isStopped, let assignment = waiting.popFirst() else { return }
        let settings = try settings(of: assignment)
        var trial =
          try trials[assignment.trial]
          ?? TrialRecord(number: assignment.trial, settings: settings.shown.json())
        trial.state = .running
        try store.recordTrial(trial, of: study)
        report(.started(trial: trial.number, settings: settings.shown.values))
        let (begun, sharers) = (trial, request.parallel)
        group.addTask {
          let done = try Parallel.$sharers.withValue(sharers) {
            try one(begun, settings.laid, to: assignment.epochs)
          }
          return (done, assignment.epochs - begun.epochs)
        }
      }
      for _ in 0..<request.parallel { try launch() }
      while let (trial, epochs) = try await group.next() {
        try store.recordTrial(trial, of: study)
        trials[trial.number] = trial
        // A trial that was cut off has nothing to tell; it goes on from its checkpoint.
        guard trial.state != .running else { continue }
        let best = Self.best(Array(trials.values))
        if search.method != .halving { prune(trials, isLast: true) }
        report(.ended(trial, isBest: best?.number == trial.number, epochs: epochs))
        try launch()
      }
    }
  }

  private func one(
    _ trial: TrialRecord, _ settings: TrialSettings, to epochs: Int
  ) throws -> TrialRecord {
    let runner = TrialRun(
      request: request, data: data,
      checkpoint: ModelFolder(store).checkpoint(of: trial.number, study: study),
      evaluator: Evaluator([request.metric]))
    return try runner.run(
      trial, laid: settings, to: epochs,
      report: { report(.training(trial: trial.number, $0)) }, isStopped: { isStopped })
  }

  /// What a trial tries, and what is laid over the defaults for it: nothing for trial 0.
  private func settings(
    of assignment: Search.Assignment
  ) throws -> (shown: TrialSettings, laid: TrialSettings) {
    let defaults = try SettingTable.values(of: request.model, request.settings, request.plan)
    var shown: [String: SettingValue] = [:]
    for (place, range) in search.ranges.enumerated() {
      shown[range.name] =
        assignment.positions.map { range.value(at: $0[place]) } ?? defaults[range.name]
    }
    return (TrialSettings(shown), TrialSettings(assignment.positions == nil ? [:] : shown))
  }

  /// Removes the checkpoints that nobody will go on from: all but the best trial's, and before the
  /// last rung all but those of trials that may be promoted.
  private func prune(_ trials: [Int: TrialRecord], isLast: Bool) {
    let best = Self.best(Array(trials.values))?.number
    let folder = ModelFolder(store)
    for trial in trials.values where trial.number != best {
      let isNeeded = trial.state == .running || (trial.state == .paused && !isLast)
      if !isNeeded {
        // An absent file is as good.
        try? FileManager.default.removeItem(at: folder.checkpoint(of: trial.number, study: study))
      }
    }
  }
}
