/// What is known about one field of a command: enough to read it, to complain about it and to print
/// its help. Written down by `Fields` while a command declares itself.
public struct FieldRow: Sendable, Equatable {
  /// Where the field stands on a text line.
  public enum Place: Sendable, Equatable {
    /// A word that must be there.
    case position
    /// A word that may be there.
    case optionalPosition
    /// All further words, at least so many.
    case rest(atLeast: Int)
    /// `key=value`, anywhere behind the positions.
    case key
  }

  public let name: String
  public let place: Place
  /// What the value is, in words: `text`, `whole number`, `names`.
  public let type: String
  /// The value when the field is absent; `nil` when there is none.
  public let standard: Value?
  /// What is admitted, in words; `nil` when anything of the type is.
  public let range: String?
  public let summary: String

  /// The field as a line of usage shows it: `user`, `[section]`, `item…`, `[k=]`.
  public var usage: String {
    switch place {
    case .position: name
    case .optionalPosition: "[\(name)]"
    case .rest(atLeast: 0): "[\(name)…]"
    case .rest: "\(name)…"
    case .key: "[\(name)=]"
    }
  }

  /// Whether the command fails without the field.
  public var isRequired: Bool {
    switch place {
    case .position: true
    case .rest(let least): least > 0
    case .optionalPosition, .key: false
    }
  }

  /// The row of the help text.
  public var value: Value.Map {
    var map: Value.Map = [
      "name": .string(name), "place": place == .key ? "key" : "position",
      "type": .string(type), "required": .bool(isRequired),
    ]
    if let standard { map.append("default", standard) }
    if let range { map.append("range", .string(range)) }
    map.append("summary", .string(summary))
    return map
  }
}
