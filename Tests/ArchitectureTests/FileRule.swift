/// Rules on files as such: how long they are, and that one knows what a test file is about.
enum FileRule {
  static let longest = 400

  /// Files of code over the limit.
  static func tooLong(in files: [SourceFile]) -> [Violation] {
    files.filter { file in [".swift", ".c", ".h"].contains { file.path.hasSuffix($0) } }
      .filter { $0.lines.count > longest }
      .map {
        Violation(path: $0.path, message: "has \($0.lines.count) lines, the limit is \(longest)")
      }
  }

  /// Folders of tests that belong to no single source file.
  static let free: Set<String> = ["Contract", "Journeys", "Support"]

  /// Test files `XTests.swift` of `Tests/TTests` that neither mirror an `X.swift`, or a family
  /// `XReader.swift`, `XWriter.swift`, in target T, nor say in a comment above their suite what
  /// they cover. Files under `Contract`, `Journeys` and `Support`, and the tests of the house
  /// itself, stand on their own.
  static func withoutSource(in files: [SourceFile]) -> [Violation] {
    var names: [String: Set<String>] = [:]
    for file in files {
      if let target = file.target { names[target, default: []].insert(stem(file.path)) }
    }
    return files.compactMap { file in
      let parts = file.path.split(separator: "/").map(String.init)
      guard parts.count > 2, parts[0] == "Tests", parts[1] != "ArchitectureTests",
        parts[1].hasSuffix("Tests"), file.path.hasSuffix("Tests.swift"),
        !parts.contains(where: free.contains), !saysWhatItCovers(file)
      else { return nil }
      let target = String(parts[1].dropLast("Tests".count))
      let subject = String(stem(file.path).dropLast("Tests".count))
      // The executable's test folder is capitalised as the others are.
      let sources = names[target] ?? names[target.lowercased()] ?? []
      guard !sources.contains(where: { $0.hasPrefix(subject) }) else { return nil }
      return Violation(
        path: file.path,
        message: "there is no \(subject).swift in \(target), and no comment says what is covered")
    }
  }

  private static func saysWhatItCovers(_ file: SourceFile) -> Bool {
    file.lines.indices.dropFirst().contains {
      file.lines[$0].hasPrefix("@Suite") && file.lines[$0 - 1].hasPrefix("///")
    }
  }

  private static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.prefix { $0 != "." })
  }
}
