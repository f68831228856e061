import Engine
import Foundation
import Store
import Synchronization
import Training

/// What a person sees of a study under way: its stages, its trials, and a line that moves.
final class ExperimentReport: Sendable {
  private let terminal: Terminal
  private let line: Mutex<ProgressLine>

  init(_ terminal: Terminal) {
    self.terminal = terminal
    line = Mutex(ProgressLine(terminal))
  }

  /// Shows an event.
  func show(_ event: ExperimentEvent) {
    line.withLock { line in
      switch event {
      case .stage(let words):
        line.end()
        terminal.talk(words)
      case .tuning(.ended(let trial, let isBest, _)):
        line.end()
        let score = trial.score.map { Terminal.fixed($0, 4) } ?? trial.reason ?? "no score"
        terminal.talk(
          "  trial \(trial.number)  \(score)\(isBest ? " *" : "")  \(trial.settings)  "
            + "\(trial.epochs) \(trial.epochs == 1 ? "epoch" : "epochs")  "
            + "\(Terminal.fixed(trial.seconds, 1)) s")
      case .tuning(.training(let trial, .step(let epoch, _, _, let rate))):
        line.show("  trial \(trial)  epoch \(epoch)  \(Int(rate)) users/s")
      case .training(.step(let epoch, _, _, let rate)):
        line.show("  epoch \(epoch)  \(Int(rate)) users/s")
      case .training(.epoch), .training(.checkpoint), .tuning: break
      }
    }
  }

  /// Ends the moving line.
  func end() { line.withLock { $0.end() } }
}
