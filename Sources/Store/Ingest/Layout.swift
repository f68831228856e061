import Datasets

/// How the records of one file are written and what their fields mean.
struct Layout: Sendable, Equatable {
  /// How a record is cut into fields.
  enum Syntax: Sendable, Equatable {
    case delimited(separator: String, hasQuotes: Bool)
    case json
  }

  /// What a field means.
  enum Role: Sendable, Equatable {
    case part(FieldMap.Part)
    /// A value, or several with a separator between them.
    case attribute(name: String, kind: AttributeKind, separator: String?)
    /// 1 means that the attribute has this value.
    case flag(attribute: String, word: String)
    /// A number that stands for a word.
    case code(attribute: String, words: [String])
    /// A film's title, which ends with its year in parentheses.
    case filmTitle
    case ignored
  }

  struct Column: Sendable, Equatable {
    let name: String
    let role: Role

    init(_ name: String, _ role: Role) {
      self.name = name
      self.role = role
    }
  }

  /// Whose name the format has.
  let format: String
  let subject: IngestOptions.Subject
  let syntax: Syntax
  let hasHeader: Bool
  let columns: [Column]
  /// The type of events without a type column.
  var type = "interaction"
  /// Whether a row's values join those the item has, or replace them.
  var addsValues = false

  /// Position of a part's column, or `nil`.
  func position(of part: FieldMap.Part) -> Int? {
    columns.firstIndex { $0.role == .part(part) }
  }

  /// Which column is read as what, for a person: `userId → user, movieId → item; not read: tip`.
  var text: String {
    var read: [String] = []
    var left: [String] = []
    for column in columns {
      switch column.role {
      case .part(let part): read.append("\(column.name) → \(part.rawValue)")
      case .attribute(let name, let kind, _):
        read.append("\(column.name) → \(name) (\(kind.rawValue))")
      case .flag: continue
      case .code(let name, _): read.append("\(column.name) → \(name) (categorical)")
      case .filmTitle: read.append("\(column.name) → title (text), year (numeric)")
      case .ignored: left.append(column.name)
      }
    }
    let flags = Set(
      columns.compactMap { if case .flag(let name, _) = $0.role { name } else { nil } })
    read += flags.sorted().map { "flags → \($0) (categorical)" }
    return read.joined(separator: ", ")
      + (left.isEmpty ? "" : "; not read: " + left.joined(separator: ", "))
  }
}
