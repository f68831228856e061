import ArgumentParser
import Datasets
import Engine
import Foundation

/// How many lists are written.
enum ListFormat: String, CaseIterable, ExpressibleByArgument {
  /// TREC run: `user Q0 item rank score tag`.
  case trec
  /// `user,rank,item,score` with a header.
  case csv
  /// A JSON object a user: `{"user":…,"items":[{"item":…,"score":…}]}`.
  case jsonl
}

/// Writes everybody's lists as they are made, to a file or to standard output.
struct ListWriting {
  let global: GlobalOptions
  let format: ListFormat
  let out: String

  /// Bytes gathered before they are written.
  private static let buffer = 1 << 20

  func run(usersFile: String?, k: Int, steering: SteeringOptions) throws {
    let library = ModelLibrary(try global.openStore())
    let users = try usersFile.map { try Self.users($0) }
    let file = try output()
    var text = format == .csv ? "user,rank,item,score\n" : ""
    let start = ContinuousClock.now
    let count = try ListJob(library).run(
      steering.whose.model, users: users, k: k, steering: try steering.request()
    ) { list, model in
      append(list, model, to: &text)
      guard text.utf8.count > Self.buffer else { return }
      try file.write(contentsOf: Data(text.utf8))
      text = ""
    }
    try file.write(contentsOf: Data(text.utf8))
    let seconds = max(1e-9, (ContinuousClock.now - start) / .seconds(1))
    global.terminal.talk(
      "\(Terminal.grouped(count)) lists in \(Terminal.fixed(seconds, 2)) s, "
        + "\(Terminal.grouped(Int(Double(count) / seconds))) users/s")
  }

  private func append(_ list: ListJob.List, _ model: String, to text: inout String) {
    let user = list.user.rawValue
    switch format {
    case .trec:
      for (rank, entry) in list.items.enumerated() {
        text += "\(user) Q0 \(entry.item) \(rank + 1) \(entry.score) \(model)\n"
      }
    case .csv:
      let name = user.csvField
      for (rank, entry) in list.items.enumerated() {
        text += "\(name),\(rank + 1),\(entry.item.rawValue.csvField),\(entry.score)\n"
      }
    case .jsonl:
      let items = list.items.map { entry -> Value in
        .map(["item": .string(entry.item.rawValue), "score": .float(entry.score)])
      }
      let map: Value.Map = ["user": .string(user), "items": .list(items)]
      text += map.json + "\n"
    }
  }

  private func output() throws -> FileHandle {
    guard out != "-" else { return .standardOutput }
    guard FileManager.default.createFile(atPath: out, contents: nil),
      let file = FileHandle(forWritingAtPath: out)
    else { throw CommandFault(.inputOutput, "cannot write \(out)") }
    return file
  }

  private static func users(_ path: String) throws -> [String] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFault(.noInput, "there is no file \(path)")
    }
    return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
  }
}
