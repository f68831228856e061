import ArgumentParser
import Foundation
import Store

/// `facet validate`: named checks over the store.
struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check the data in the store: PASS, WARN or FAIL.",
    discussion: "Ends with exit code 65 when a check fails. Example: facet validate --json")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let terminal = global.terminal
    let checks = try global.openStore().validate(now: Date())
    if global.json {
      try terminal.data(json: ["checks": checks])
    } else {
      for check in checks { terminal.data(line(check)) }
    }
    let failed = checks.filter { $0.verdict == .fail }
    guard failed.isEmpty else {
      throw CommandFault(.data, "failed: \(failed.map(\.name).joined(separator: ", "))")
    }
  }

  private func line(_ check: DataCheck) -> String {
    let name = check.name.padding(toLength: 26, withPad: " ", startingAt: 0)
    var text = "\(check.verdict.rawValue)  \(name)"
    guard check.verdict != .pass else { return text + (check.count > 0 ? check.message : "none") }
    text += "\(Terminal.grouped(check.count)): \(check.message)"
    if !check.examples.isEmpty { text += " (\(check.examples.joined(separator: "; ")))" }
    return text
  }
}
