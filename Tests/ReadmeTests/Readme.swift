import Foundation

/// A README as the checks read it: its fenced blocks, its tables, the paths it names.
struct Readme {
  /// Root of the repository.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  let lines: [String]

  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The README of the repository.
  init() throws {
    let file = Self.root.appendingPathComponent("README.md")
    self.init(String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  /// The contents of the fenced blocks of a language, in order.
  func blocks(of language: String) -> [[String]] {
    var blocks: [[String]] = []
    var fence: String?
    for line in lines {
      if line.hasPrefix("```") {
        if fence == nil {
          fence = String(line.dropFirst(3))
          if fence == language { blocks.append([]) }
        } else {
          fence = nil
        }
      } else if fence == language {
        blocks[blocks.count - 1].append(line)
      }
    }
    return blocks
  }

  /// The rows of the tables under a heading, without the rows that name the columns; cells without
  /// the marks of code.
  func rows(under heading: String) -> [[String]] {
    guard let start = lines.firstIndex(where: { $0.hasPrefix("#") && $0.hasSuffix("# \(heading)") })
    else { return [] }
    let section = lines[(start + 1)...].prefix { !$0.hasPrefix("#") }
    let table = section.filter { $0.hasPrefix("|") }
    return table.indices.compactMap { i in
      let isHead = table.indices.contains(i + 1) && table[i + 1].hasPrefix("|--")
      guard !isHead, !table[i].hasPrefix("|--") else { return nil }
      return table[i].dropFirst().dropLast().split(separator: "|").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
      }
    }
  }

  /// Paths into the repository: targets of links that are no addresses, words of code that begin
  /// with one of its folders, and names of source files.
  var paths: Set<String> {
    let text = lines.joined(separator: "\n")
    let links = text.matches(of: /\]\(([^)#]+)\)/).map { String($0.1) }
      .filter { !$0.contains("://") }
    let words = text.matches(of: /`([^`\n]+)`/).flatMap {
      $0.1.split { " ,;".contains($0) }.map(String.init)
    }
    let named = words.filter { word in
      !word.contains { "…*<>$".contains($0) }
        && (Self.folders.contains { word.hasPrefix($0) } || Self.isSourceName(word))
    }
    return Set(links + named)
  }

  private static let folders = ["Sources/", "Tests/", "Tools/", "Schema/", ".ci/"]

  /// Whether a word is the bare name of a source file, such as `Popularity.swift`.
  static func isSourceName(_ word: String) -> Bool {
    word.wholeMatch(of: /\w+(\+\w+)?\.(swift|sql|c|h)/) != nil
  }
}
