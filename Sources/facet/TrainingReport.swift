import Autodiff
import Engine
import Foundation
import Models
import Training

/// What a person sees while a model trains: a line that moves, and a line for every epoch.
final class TrainingReport {
  private let terminal: Terminal
  private let epochs: Int
  private let line: ProgressLine
  private var epochSeconds: [Double] = []

  init(_ terminal: Terminal, epochs: Int) {
    self.terminal = terminal
    self.epochs = epochs
    line = ProgressLine(terminal)
  }

  /// Says what is trained.
  func started(_ start: TrainingJob.Start) {
    terminal.talk(
      "\(Terminal.grouped(start.users)) users, \(Terminal.grouped(start.items)) items, "
        + "\(Terminal.grouped(start.interactions)) interactions; "
        + "\(Terminal.grouped(start.validationUsers)) validation users; "
        + "\(Terminal.grouped(start.parameters)) parameters")
    if start.resumedAt > 0 { terminal.talk("resuming at step \(start.resumedAt)") }
  }

  /// Shows an event.
  func show(_ event: TrainingEvent) {
    switch event {
    case .step(let epoch, let users, let total, let rate):
      line.show(
        "epoch \(epoch)/\(epochs)  \(users)/\(total) users  \(Int(rate)) users/s  "
          + "at most \(remaining(epoch)) left")
    case .epoch(let record, let best, let training, let validating):
      line.end()
      epochSeconds.append(training + validating)
      terminal.talk(Self.text(record, best: best, training: training))
    case .checkpoint: break
    }
  }

  /// Shows where the time went, stage by stage, with its share.
  func profile(_ stages: [StageClock.Stage]) {
    let total = stages.reduce(0) { $0 + $1.seconds }
    for stage in stages {
      let name = stage.name.padding(toLength: 14, withPad: " ", startingAt: 0)
      terminal.talk(
        "\(name) \(Terminal.fixed(stage.seconds, 2)) s  \(Terminal.percent(stage.seconds / max(total, 1e-9)))"
      )
    }
  }

  /// Ends the moving line.
  func end() { line.end() }

  private func remaining(_ epoch: Int) -> String {
    guard let last = epochSeconds.last else { return "?" }
    return Terminal.clock(last * Double(epochs - epoch + 1))
  }

  private static func text(_ record: EpochRecord, best: Bool, training: Double) -> String {
    func part(_ name: String) -> Double? { record.parts.first { $0.name == name }?.value }
    var text = "epoch \(record.epoch)"
    if let passes = record.passes { text += " (\(passes) passes)" }
    // A model that is solved has no loss.
    if !record.parts.isEmpty { text += "  loss \(Terminal.fixed(record.loss, 3))" }
    if let reconstruction = part("reconstruction") {
      text += "  reconstruction \(Terminal.fixed(reconstruction, 3))"
    }
    let divergences = record.parts.filter { $0.name.hasPrefix("kl/") }
    if !divergences.isEmpty {
      text += "  kl " + divergences.map { Terminal.fixed($0.value, 2) }.joined(separator: " ")
      text += " ×\(Terminal.fixed(part("kl weight") ?? 1, 2))"
    }
    if let score = record.validation {
      text += "  validation NDCG@100 \(Terminal.fixed(score, 4))\(best ? " *" : "")"
    }
    return text + "  \(Terminal.fixed(training, 2)) s"
  }
}
