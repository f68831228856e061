import Datasets

/// A condition on an attribute of an item: `genre=Horror`, `genre=Horror|Comedy`, `genre!=Drama`,
/// `year>=1990`. An item passes `!=` when it has none of the values, and fails every other
/// condition when it has no value. Words are compared in any case.
public struct AttributeFilter: Sendable, Equatable {
  /// How values are compared; longer signs first, because shorter ones begin them.
  enum Relation: String, CaseIterable {
    case notEqual = "!="
    case atLeast = ">="
    case atMost = "<="
    case equal = "="
    case above = ">"
    case below = "<"
  }

  let attribute: String
  let relation: Relation
  /// The values as written, for refusals.
  let values: [String]
  /// The same in small letters, and those that are numbers.
  private let words: Set<String>
  private let numbers: [Double]
  /// The field that the condition stands in, for refusals.
  private let field: String

  /// A condition from its text: the first sign in it divides the attribute from the values, and
  /// blanks around either do not count. `ARGS` when it has no sign or nothing on a side of it.
  public init(_ text: String, at field: String = "filter") throws(Fault) {
    self.field = field
    guard let (relation, sign) = Self.sign(of: text) else {
      throw Self.refusal(of: text, at: field)
    }
    let values = text[sign.upperBound...].split(separator: "|")
      .map { String($0.trimmingBlanks) }.filter { !$0.isEmpty }
    attribute = String(text[..<sign.lowerBound].trimmingBlanks)
    self.relation = relation
    self.values = values
    words = Set(values.map { $0.lowercased() })
    numbers = values.compactMap { Double($0) }
    guard !attribute.isEmpty, !values.isEmpty else { throw Self.refusal(of: text, at: field) }
  }

  /// The condition as replies show it, without blanks: `genre=Horror|Comedy`.
  var text: String { attribute + relation.rawValue + values.joined(separator: "|") }

  /// What two ways of writing the same condition have in common.
  var key: String { attribute + relation.rawValue + words.sorted().joined(separator: "|") }

  /// The items that do not pass. `ARGS` as `column` throws. O(values of the attribute).
  func failing(_ catalog: Catalog) throws(Fault) -> [ItemIndex] {
    let column = try column(of: catalog)
    return (0..<catalog.count).filter { !passes(column.row($0)) }.map { ItemIndex($0) }
  }

  /// The attribute that is compared. `ARGS` when the catalogue has no such attribute, or numbers are
  /// compared with words. O(attributes).
  func column(of catalog: Catalog) throws(Fault) -> AttributeColumn {
    guard let column = catalog.attributes[attribute] else {
      let known = catalog.attributes.columns.map(\.name).joined(separator: ", ")
      throw Fault(
        .arguments,
        "items have no attribute \"\(attribute)\"; they have \(known.isEmpty ? "none" : known)",
        at: field)
    }
    if relation != .equal && relation != .notEqual
      && (column.kind != .numeric || numbers.count < values.count)
    {
      throw Fault(
        .arguments, "\(attribute) \(relation.rawValue) \(values[0]) does not compare numbers",
        at: field)
    }
    return column
  }

  // MARK: - Parts

  private static func sign(of text: String) -> (Relation, Range<String.Index>)? {
    text.indices.lazy.compactMap { start in
      Relation.allCases.first { text[start...].hasPrefix($0.rawValue) }
        .map { ($0, start..<text.index(start, offsetBy: $0.rawValue.count)) }
    }.first
  }

  private static func refusal(of text: String, at field: String) -> Fault {
    Fault(
      .arguments, "\"\(text)\" is no condition; write genre=Horror or year>=1990", at: field)
  }

  private func passes(_ own: ArraySlice<AttributeValue>) -> Bool {
    switch relation {
    case .equal: own.contains { matches($0) }
    case .notEqual: !own.contains { matches($0) }
    case .atLeast: compares(own, >=)
    case .atMost: compares(own, <=)
    case .above: compares(own, >)
    case .below: compares(own, <)
    }
  }

  private func matches(_ value: AttributeValue) -> Bool {
    switch value {
    case .word(let word): words.contains(word.lowercased())
    case .number(let number): numbers.contains(number)
    }
  }

  private func compares(
    _ own: ArraySlice<AttributeValue>, _ relation: (Double, Double) -> Bool
  ) -> Bool {
    own.contains { value in
      guard case .number(let number) = value else { return false }
      return numbers.contains { relation(number, $0) }
    }
  }
}

extension Substring {
  /// Without the blanks at both ends.
  fileprivate var trimmingBlanks: Substring {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }
}
