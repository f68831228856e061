import Datasets

/// What kind of attribute a column holds, by its declared type, its name and its first values.
enum AttributeGuess {
  /// The role of a column of a RecBole atomic file, `genre:token_seq`. A sequence of tokens is a
  /// list, except where it spells a name.
  static func typed(_ header: String) -> Layout.Role {
    let parts = header.split(separator: ":", maxSplits: 1)
    let name = parts.first.map(String.init) ?? header
    switch parts.last {
    case "float": return .attribute(name: name, kind: .numeric, separator: nil)
    case "float_seq": return .attribute(name: name, kind: .numeric, separator: " ")
    case "token_seq" where !isText(name):
      return .attribute(name: name, kind: .categorical, separator: " ")
    default:
      return .attribute(
        name: isTitle(name) ? "title" : name, kind: isText(name) ? .text : .categorical,
        separator: nil)
    }
  }

  /// The role of a column without a declared type.
  static func role(_ name: String, _ samples: [String]) -> Layout.Role {
    if isTitle(name) { return .attribute(name: "title", kind: .text, separator: nil) }
    if isText(name) { return .attribute(name: name, kind: .text, separator: nil) }
    let values = samples.filter { !$0.isEmpty }
    if values.isEmpty { return .attribute(name: name, kind: .categorical, separator: nil) }
    if values.allSatisfy({ Double($0)?.isFinite == true }), !isIdentifier(name) {
      return .attribute(name: name, kind: .numeric, separator: nil)
    }
    if values.contains(where: { $0.contains("|") }) {
      return .attribute(name: name, kind: .categorical, separator: "|")
    }
    let length = values.reduce(0) { $0 + $1.count } / values.count
    return .attribute(name: name, kind: length > 60 ? .text : .categorical, separator: nil)
  }

  private static func isTitle(_ name: String) -> Bool {
    ["title", "name", "movie_title", "item_name", "product_name", "product_title"]
      .contains(name.lowercased())
  }

  /// Numbers that name something and have no more and less.
  private static func isIdentifier(_ name: String) -> Bool {
    let lower = name.lowercased()
    return lower.hasSuffix("_id") || lower.hasSuffix(" id") || name.hasSuffix("Id")
      || ["zip", "postcode", "isbn", "ean"].contains(lower)
  }

  private static func isText(_ name: String) -> Bool {
    let lower = name.lowercased()
    return isTitle(name)
      || ["description", "comment", "summary", "text", "abstract", "url", "image"].contains {
        lower.contains($0)
      }
  }
}
