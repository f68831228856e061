import Engine
import Foundation
import Models
import Store
import Synchronization
import Training

/// What a person sees of a study: a line that moves, and a line for every trial that ends. Trials
/// run side by side and speak from where they run.
final class TuningReport: Sendable {
  private struct State {
    var line: ProgressLine
    var start = ContinuousClock.now
    var epochs = 0
    var epochsDone = 0
    var trials = 0
    var trialsDone = 0
    var settings: [Int: [String: SettingValue]] = [:]
    var running: [Int: Int] = [:]
  }

  private let terminal: Terminal
  private let state: Mutex<State>

  init(_ terminal: Terminal) {
    self.terminal = terminal
    state = Mutex(State(line: ProgressLine(terminal)))
  }

  /// Says what is searched.
  func started(_ start: TuningJob.Start) {
    state.withLock {
      $0.epochs = start.epochs
      $0.trials = start.trials
      $0.trialsDone = start.done
    }
    let done = start.done == 0 ? "" : ", \(start.done) done before"
    terminal.talk(
      "study \(start.study): \(start.trials) \(start.trials == 1 ? "trial" : "trials")\(done), "
        + "judged by \(Terminal.grouped(start.validationUsers)) validation users; test users are "
        + "not looked at")
  }

  /// Shows an event.
  func show(_ event: TuningEvent) {
    state.withLock { state in
      switch event {
      case .started(let trial, let settings):
        state.settings[trial] = settings
        state.running[trial] = 0
      case .training(let trial, .epoch(let record, _, _, _)):
        state.running[trial] = record.epoch
      case .training(let trial, .step(let epoch, _, _, let rate)):
        state.line.show(
          "trial \(trial)  epoch \(epoch)  \(Int(rate)) users/s  \(state.trialsDone) of "
            + "\(state.trials) trials done  at most \(Self.remaining(state)) left")
      case .training(_, .checkpoint): break
      case .ended(let trial, let isBest, let epochs):
        state.line.end()
        state.running[trial.number] = nil
        state.epochsDone += epochs
        if trial.state != .paused { state.trialsDone += 1 }
        let settings = state.settings[trial.number] ?? [:]
        terminal.talk(Self.text(trial, settings, isBest: isBest))
      }
    }
  }

  /// Ends the moving line.
  func end() { state.withLock { $0.line.end() } }

  /// By the epochs done in this run; a trial that stops early makes it less.
  private static func remaining(_ state: State) -> String {
    let done = state.epochsDone + state.running.values.reduce(0, +)
    guard done > 0 else { return "?" }
    let elapsed = (ContinuousClock.now - state.start) / .seconds(1)
    return Terminal.clock(elapsed / Double(done) * Double(max(0, state.epochs - done)))
  }

  private static func text(
    _ trial: TrialRecord, _ settings: [String: SettingValue], isBest: Bool
  ) -> String {
    var text = "trial \(trial.number)"
    if let score = trial.score, trial.state != .failed {
      text += "  \(Terminal.fixed(score, 4))\(isBest ? " *" : "")"
    }
    if let reason = trial.reason { text += "  failed: \(reason)" }
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) { text += "  \(name)=\(value)" }
    if trial.number == 0 { text += settings.isEmpty ? "  the defaults" : "  (the defaults)" }
    return text + "  \(trial.epochs) \(trial.epochs == 1 ? "epoch" : "epochs")  "
      + "\(Terminal.fixed(trial.seconds, 1)) s"
  }
}
