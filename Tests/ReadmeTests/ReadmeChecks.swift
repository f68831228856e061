import Engine
import Foundation

/// What is compared between a README and the program. Every check returns complaints, none when all
/// is well.
extension Readme {
  /// Rows that a table lacks, has too many, or has in another order.
  static func complaints(_ rows: [[String]], against truth: [[String]]) -> [String] {
    guard rows != truth else { return [] }
    let missing = truth.filter { !rows.contains($0) }.map { "missing: \($0)" }
    let wrong = rows.filter { !truth.contains($0) }.map { "wrong: \($0)" }
    return missing.isEmpty && wrong.isEmpty ? ["other order or repeated"] : missing + wrong
  }

  /// The table of the program's commands, against what the program says of itself (the JSON of
  /// `facet --experimental-dump-help`).
  func commandComplaints(_ dump: Data) throws -> [String] {
    struct Dump: Decodable {
      struct Command: Decodable {
        let commandName: String
        let abstract: String?
        let subcommands: [Command]?
      }
      let command: Command
    }
    let commands = try JSONDecoder().decode(Dump.self, from: dump).command.subcommands ?? []
    return Self.complaints(
      rows(under: "The commands"),
      against: commands.filter { $0.commandName != "help" }
        .map { ["facet \($0.commandName)", $0.abstract ?? ""] })
  }

  /// The table of the socket's commands, against the command table.
  var requestComplaints: [String] {
    Self.complaints(
      rows(under: "Requests"),
      against: CommandTable.all.entries.map { [$0.usage, $0.row.summary] })
  }

  /// The table of error words, against the one table of words and exit codes.
  var faultComplaints: [String] {
    Self.complaints(
      rows(under: "Refusals").map { Array($0.prefix(2)) },
      against: Fault.Code.allCases.map { [$0.rawValue, "\($0.exitCode)"] })
  }

  /// Paths that do not exist; bare names of source files are looked for in the whole tree.
  func pathComplaints(_ root: URL = Readme.root) -> [String] {
    let trees = ["Sources", "Schema", "Tests", "Tools"].flatMap { folder -> [String] in
      let files = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
      return (files?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }
    }
    let names = Set(trees.compactMap { $0.split(separator: "/").last.map(String.init) })
    return paths.sorted().filter { path in
      !FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
        && !(Self.isSourceName(path) && names.contains(path))
    }.map { "there is no \($0)" }
  }

  /// Quotations that are not in their source: a block of Swift or SQL whose first line is a comment
  /// with a path is an excerpt of that file, in order, `…` standing for what was left out.
  func excerptComplaints(_ root: URL = Readme.root) throws -> [String] {
    try (blocks(of: "swift") + blocks(of: "sql")).compactMap { block in
      guard let path = block.first?.split(separator: " ").last.map(String.init),
        Self.pathPrefixes.contains(where: { path.hasPrefix($0) })
      else { return "an excerpt without a path: \(block.first ?? "")" }
      let source = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return LinePattern(lines: ["…"] + block.dropFirst() + ["…"]).mismatch(with: source)
        .map { "\(path) has no line \($0.expected)" }
    }
  }

  private static let pathPrefixes = ["Sources/", "Schema/", "Tests/"]
}
