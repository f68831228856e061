/// Reading Swift just well enough to tell code from comments and strings.
///
/// Comments (nested ones too) and the contents of strings become spaces, line for line and column
/// for column, so that a word in them is no breach. Interpolated code counts as part of its string.
/// A string that is not multi-line ends with its line at the latest, which bounds any misreading to
/// that line.
func blankingCommentsAndStrings(_ lines: [String]) -> [String] {
  var reader = SwiftReader()
  return lines.map { reader.read($0) }
}

private struct SwiftReader {
  private enum State: Equatable {
    case code
    case comment(depth: Int)
    case string(hashes: Int, isMultiline: Bool)
  }

  private var state = State.code

  mutating func read(_ line: String) -> String {
    let text = Array(line)
    var out: [Character] = []
    var i = 0
    func stands(_ mark: String) -> Bool {
      let end = i + mark.count
      return end <= text.count && String(text[i..<end]) == mark
    }
    func skip(_ count: Int) {
      out += [Character](repeating: " ", count: min(count, text.count - i))
      i += count
    }
    while i < text.count {
      switch state {
      case .code:
        if stands("//") {
          skip(text.count - i)
        } else if stands("/*") {
          state = .comment(depth: 1)
          skip(2)
        } else if let opening = Self.opening(text[i...]) {
          state = .string(hashes: opening.hashes, isMultiline: opening.isMultiline)
          skip(opening.hashes + (opening.isMultiline ? 3 : 1))
        } else {
          out.append(text[i])
          i += 1
        }
      case .comment(let depth):
        if stands("*/") {
          state = depth == 1 ? .code : .comment(depth: depth - 1)
          skip(2)
        } else if stands("/*") {
          state = .comment(depth: depth + 1)
          skip(2)
        } else {
          skip(1)
        }
      case .string(let hashes, let isMultiline):
        let end =
          String(repeating: "\"", count: isMultiline ? 3 : 1)
          + String(repeating: "#", count: hashes)
        if stands(end) {
          state = .code
          skip(end.count)
        } else if hashes == 0, stands("\\(") {
          skip(Self.interpolation(text[i...]))
        } else {
          skip(hashes == 0 && text[i] == "\\" ? 2 : 1)
        }
      }
    }
    if case .string(_, false) = state { state = .code }
    return String(out)
  }

  /// The string that opens at the start of `rest`, if one does.
  private static func opening(_ rest: ArraySlice<Character>) -> (hashes: Int, isMultiline: Bool)? {
    let hashes = rest.prefix { $0 == "#" }.count
    let quotes = rest.dropFirst(hashes).prefix { $0 == "\"" }.count
    guard quotes > 0 else { return nil }
    return (hashes, quotes >= 3)
  }

  /// Length of the interpolation that `rest` starts with, its parentheses balanced.
  private static func interpolation(_ rest: ArraySlice<Character>) -> Int {
    var depth = 0
    for (length, character) in rest.enumerated() {
      if character == "(" { depth += 1 }
      if character == ")" {
        depth -= 1
        if depth == 0 { return length + 1 }
      }
    }
    return rest.count
  }
}
