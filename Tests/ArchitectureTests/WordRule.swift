/// Words that must not stand in the sources, and those that need a reason beside them.
enum WordRule {
  /// Words of the code of every target; `print(` is the CLI's alone.
  static func violations(in files: [SourceFile]) -> [Violation] {
    files.filter { $0.isSwift && $0.target != nil }.flatMap { file in
      let code = file.code
      return code.indices.flatMap { i -> [Violation] in
        var forbidden = ["try!", "fatalError("]
        if file.target != "facet" { forbidden += ["print(", "debugPrint(", "dump("] }
        let found = forbidden.filter { stands($0, in: code[i]) }.map { "\($0) is not used here" }
        let bare = ["@unchecked", "nonisolated(unsafe)"].filter {
          code[i].contains($0) && !hasReason(file.lines, i)
        }
        return (found + bare.map { "\($0) needs a comment with the reason above it" })
          .map { Violation(path: file.path, line: i + 1, message: $0) }
      }
    }
  }

  /// Marks of unfinished work, in comments as well, in every file.
  static func unfinished(in files: [SourceFile]) -> [Violation] {
    marks(["TODO", "FIXME", "XXX"], in: files, "marks unfinished work")
  }

  /// Paths of somebody's machine.
  static func machinePaths(in files: [SourceFile]) -> [Violation] {
    marks(["/work/", "/home/", "/root/", "/tmp/"], in: files, "is a path of one machine")
  }

  private static func marks(
    _ words: [String], in files: [SourceFile], _ message: String
  ) -> [Violation] {
    files.flatMap { file in
      file.lines.enumerated().flatMap { number, line in
        words.filter { stands($0, in: line) }.map {
          Violation(path: file.path, line: number + 1, message: "\($0) \(message)")
        }
      }
    }
  }

  /// True when `word` stands in `line` and is not the end of a longer name or of a longer path.
  private static func stands(_ word: String, in line: String) -> Bool {
    line.ranges(of: word).contains { range in
      guard range.lowerBound > line.startIndex else { return true }
      let before = line[line.index(before: range.lowerBound)]
      return !(before.isLetter || before.isNumber || "_.-}".contains(before))
    }
  }

  /// True when line `i` or the one above it has a comment.
  private static func hasReason(_ lines: [String], _ i: Int) -> Bool {
    lines[i].contains("//")
      || (i > 0 && lines[i - 1].drop { $0 == " " }.hasPrefix("//"))
  }
}
