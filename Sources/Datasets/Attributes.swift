/// What is known about users or items beside their behaviour: columns over the rows of a
/// vocabulary.
///
/// A column is categorical, numeric or text; a row may have no value, one, or many. Absence is a
/// fact of its own and never becomes a zero or an empty string.

/// The kind of an attribute's values.
public enum AttributeKind: String, Sendable, Codable, CaseIterable {
  /// One of a limited set of words: a genre, a category, an occupation.
  case categorical
  /// A number with a meaning of more and less: a price, a year.
  case numeric
  /// Free words, shown and not compared: a title, a description.
  case text
}

/// One value of an attribute.
public enum AttributeValue: Sendable, Hashable {
  /// A category or a text.
  case word(String)
  /// A number.
  case number(Double)

  /// The value as a person would write it; whole numbers without a fraction.
  public var text: String {
    switch self {
    case .word(let word): return word
    case .number(let number):
      return number == number.rounded() && abs(number) < 1e15
        ? String(Int64(number)) : String(number)
    }
  }
}

/// One attribute over all rows, possibly many-valued (compressed rows of values).
public struct AttributeColumn: Sendable, Equatable {
  public let name: String
  public let kind: AttributeKind
  /// Row `r` owns `values[offsets[r] ..< offsets[r + 1]]`.
  public let offsets: [Int]
  public let values: [AttributeValue]

  /// A column from the values of each row.
  public init(name: String, kind: AttributeKind, rows: [[AttributeValue]]) {
    self.name = name
    self.kind = kind
    offsets = rows.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    values = rows.flatMap { $0 }
  }

  /// Number of rows, with a value or without.
  public var rows: Int { offsets.count - 1 }
  /// The values of row `r`; empty when the attribute is absent there.
  public func row(_ r: Int) -> ArraySlice<AttributeValue> { values[offsets[r]..<offsets[r + 1]] }
  /// Share of rows that have at least one value, `0 ... 1`; 0 when there are no rows.
  public var coverage: Double {
    guard rows > 0 else { return 0 }
    return Double((0..<rows).count { offsets[$0] < offsets[$0 + 1] }) / Double(rows)
  }
}

/// All attributes of the rows of one vocabulary.
public struct AttributeTable: Sendable, Equatable {
  /// The columns, by name ascending.
  public let columns: [AttributeColumn]

  public init(_ columns: [AttributeColumn] = []) {
    self.columns = columns.sorted { $0.name < $1.name }
  }

  /// The column of a name, or `nil`.
  public subscript(name: String) -> AttributeColumn? { columns.first { $0.name == name } }
  public var isEmpty: Bool { columns.isEmpty }
}
