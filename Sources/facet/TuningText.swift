import Engine
import Foundation
import Models
import Store
import Training

/// What a study found, as a table and a line to paste.
struct TuningText {
  let outcome: TuningJob.Outcome
  let best: TrialRecord
  let method: SearchMethod
  /// Title of the model that was kept.
  let trained: String?
  /// The line that trains with the best settings.
  let command: String

  /// The best trials as a table, a sentence, and the line.
  func lines() throws -> [String] {
    let ranked = outcome.trials.sorted {
      let (a, b) = ($0.score ?? -1, $1.score ?? -1)
      return a == b ? $0.number < $1.number : a > b
    }
    let names = try TrialSettings(json: best.settings).values.keys.sorted()
    var rows = [["trial", "validation \(outcome.metric)", "epochs"] + names]
    for trial in ranked.prefix(10) {
      let values = try TrialSettings(json: trial.settings).values
      rows.append(
        [
          "\(trial.number)",
          trial.state == .failed ? "failed" : trial.score.map { Terminal.fixed($0, 4) } ?? "–",
          "\(trial.epochs)",
        ] + names.map { values[$0].map { "\($0)" } ?? "" })
    }
    let others = ranked.count - min(10, ranked.count)
    var lines = ReplyText.columns(rows, right: [0, 1, 2])
    if others > 0 { lines.append("and \(others) more") }
    lines.append(sentence)
    if let trained { lines.append("\(trained) is in use") }
    return lines + [command]
  }

  /// `trial 7 is best on 60 validation users: …`.
  private var sentence: String {
    let defaults = outcome.trials.first { $0.number == 0 }?.score
    let beside =
      best.number == 0
      ? "; nothing was better" : defaults.map { ", the defaults \(Terminal.fixed($0, 4))" } ?? ""
    let name = best.number == 0 ? "the defaults are" : "trial \(best.number) is"
    return
      "\(name) best of \(outcome.trials.count) on \(Terminal.grouped(outcome.validationUsers)) "
      + "validation users: \(outcome.metric) \(Terminal.fixed(best.score ?? 0, 4))\(beside); test "
      + "users were not looked at"
  }

  /// The same as one JSON object.
  func value() throws -> Value.Map {
    var map: Value.Map = [
      "study": .string(outcome.study), "method": .string(method.rawValue),
      "metric": .string(outcome.metric), "validation_users": .int(outcome.validationUsers),
      "best": .int(best.number),
    ]
    if let trained { map.append("model", .string(trained)) }
    map.append("command", .string(command))
    map.append(
      "trials",
      .list(
        try outcome.trials.map { trial in
          var row: Value.Map = [
            "trial": .int(trial.number), "state": .string(trial.state.rawValue),
            "epochs": .int(trial.epochs),
          ]
          if let score = trial.score, trial.state != .failed {
            row.append("score", .double(score))
          }
          if let reason = trial.reason { row.append("reason", .string(reason)) }
          var settings = Value.Map()
          for (name, value) in try TrialSettings(json: trial.settings).values
            .sorted(by: { $0.key < $1.key })
          {
            settings.append(name, value.value)
          }
          row.append("settings", .map(settings))
          return .map(row)
        }))
    return map
  }

  /// Settings of a JSON object as `--set` reads them, by name.
  static func settings(_ json: Data) throws -> [(name: String, value: String)] {
    let object = try JSONSerialization.jsonObject(with: json) as? [String: Any] ?? [:]
    return try object.sorted { $0.key < $1.key }.map { name, value in
      if let word = value as? String { return (name, word) }
      let text = try JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
      return (name, String(decoding: text, as: UTF8.self))
    }
  }

  /// A word as a shell reads it back.
  static func quoted(_ word: String) -> String {
    let plain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "@%+=:,./_-".contains($0))
    }
    return plain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}

extension SettingValue {
  /// The value as replies carry it.
  fileprivate var value: Value {
    switch self {
    case .real(let number): .double(number)
    case .integer(let number): .int(number)
    case .flag(let flag): .bool(flag)
    case .word(let word): .string(word)
    }
  }
}
