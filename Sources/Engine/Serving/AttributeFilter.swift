import Datasets

/// A condition on an attribute of an item: `genre=Horror`, `genre=Horror|Comedy`, `genre!=Drama`,
/// `year>=1990`. An item passes `!=` when it has none of the values, and fails every other condition
/// when it has no value.
public struct AttributeFilter: Sendable, Equatable {
  /// How values are compared.
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
  let values: [String]

  /// A condition from its text. `ARGS` when it has no relation or no side.
  public init(_ text: String) throws(Fault) {
    for relation in Relation.allCases {
      guard let range = text.firstRange(of: relation.rawValue) else { continue }
      attribute = String(text[..<range.lowerBound])
      self.relation = relation
      values = text[range.upperBound...].split(separator: "|").map(String.init)
      guard !attribute.isEmpty, !values.isEmpty else { break }
      return
    }
    throw Fault(
      .arguments, "\"\(text)\" is no condition; write genre=Horror or year>=1990", at: "filter")
  }

  /// The items that do not pass. `ARGS` when the catalogue has no such attribute, or numbers are
  /// compared with words. O(values of the attribute).
  func failing(_ catalog: Catalog) throws(Fault) -> [ItemIndex] {
    guard let column = catalog.attributes[attribute] else {
      let known = catalog.attributes.columns.map(\.name).joined(separator: ", ")
      throw Fault(
        .arguments,
        "items have no attribute \"\(attribute)\"; they have \(known.isEmpty ? "none" : known)",
        at: "filter")
    }
    let numbers = values.map { Double($0) }
    if relation != .equal && relation != .notEqual
      && (column.kind != .numeric || numbers.contains(nil))
    {
      throw Fault(
        .arguments, "\(attribute) \(relation.rawValue) \(values[0]) does not compare numbers",
        at: "filter")
    }
    return (0..<catalog.count).filter { row in
      let own = column.row(row)
      return !passes(own)
    }.map { ItemIndex($0) }
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
    case .word(let word): values.contains { $0.lowercased() == word.lowercased() }
    case .number(let number): values.contains { Double($0) == number }
    }
  }

  private func compares(
    _ own: ArraySlice<AttributeValue>, _ relation: (Double, Double) -> Bool
  ) -> Bool {
    own.contains { value in
      guard case .number(let number) = value else { return false }
      return values.contains { Double($0).map { relation(number, $0) } ?? false }
    }
  }
}
