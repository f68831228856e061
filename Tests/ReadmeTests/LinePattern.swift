/// Lines in which `…` stands for what differs from run to run: alone on a line for any number of
/// lines, inside one for any characters.
struct LinePattern {
  private static let gap: Character = "…"
  let lines: [String]

  /// The first line of the pattern that the text does not satisfy, or `nil` when it satisfies all
  /// of them and has no line more. O(lines of both), times the gaps.
  func mismatch(with text: [String]) -> (expected: String, found: String)? {
    // `ends` are the numbers of lines of the text that the pattern so far may have used up.
    var ends: Set<Int> = [0]
    for line in lines {
      if line == String(Self.gap) {
        ends = Set((ends.min() ?? 0)...text.count)
        continue
      }
      let next = Set(ends.filter { $0 < text.count && Self.line(line, text[$0]) }.map { $0 + 1 })
      guard !next.isEmpty else {
        let place = ends.min() ?? 0
        return (line, place < text.count ? text[place] : "the end")
      }
      ends = next
    }
    guard !ends.contains(text.count) else { return nil }
    return ("the end", text[ends.max() ?? 0])
  }

  /// Whether a line satisfies a pattern without line gaps.
  private static func line(_ pattern: String, _ text: String) -> Bool {
    let parts = pattern.split(separator: gap, omittingEmptySubsequences: false)
    guard let first = parts.first, let last = parts.last, parts.count > 1 else {
      return pattern == text
    }
    guard text.hasPrefix(first) else { return false }
    var rest = text.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}
