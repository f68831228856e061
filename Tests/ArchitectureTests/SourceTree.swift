import Foundation

/// One file of the repository, as the rules read it.
struct SourceFile {
  /// Path from the root of the repository.
  let path: String
  let lines: [String]

  init(path: String, text: String) {
    self.path = path
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    self.lines = lines
  }

  var isSwift: Bool { path.hasSuffix(".swift") }

  /// The target a file under Sources belongs to, `Schema` for the top-level folder, else `nil`.
  var target: String? {
    let parts = path.split(separator: "/")
    if parts.first == "Schema" { return "Schema" }
    return parts.first == "Sources" && parts.count > 2 ? String(parts[1]) : nil
  }

  /// The lines with comments and the contents of strings blanked out.
  var code: [String] { blankingCommentsAndStrings(lines) }
}

/// A breach of a rule.
struct Violation: Equatable, CustomStringConvertible {
  let path: String
  /// From 1; `nil` when the whole file is meant.
  var line: Int?
  let message: String

  var description: String { "\(path):\(line.map { "\($0): " } ?? " ")\(message)" }
}

/// The repository's own files, read from the folder this test was built from.
enum SourceTree {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let folders = ["Sources", "Schema", "Tests", "Tools", ".ci"]
  private static let kinds: Set<String> = [
    "swift", "c", "h", "modulemap", "sql", "md", "sh", "py", "toml", "yml", "html", "js", "css", "",
  ]

  /// Every text file of the project: the folders above and the files at the root.
  static func files() throws -> [SourceFile] {
    let manager = FileManager.default
    var paths = try manager.contentsOfDirectory(atPath: root.path).filter {
      $0.hasSuffix(".swift") || $0.hasSuffix(".md")
    }
    for folder in folders {
      let names = manager.enumerator(atPath: root.appendingPathComponent(folder).path)
      paths += (names?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }
    }
    return try paths.sorted().compactMap { path in
      let file = root.appendingPathComponent(path)
      var isFolder: ObjCBool = false
      guard kinds.contains(file.pathExtension),
        manager.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue
      else { return nil }
      return SourceFile(
        path: path, text: String(decoding: try Data(contentsOf: file), as: UTF8.self))
    }
  }
}
