import Datasets

/// Turns the fields of a record of an item or user file into attribute values.
struct AttributeParser {
  /// An attribute that the file states.
  struct Attribute: Sendable, Equatable {
    let name: String
    let kind: AttributeKind
  }

  /// The attributes of the layout; rows refer to them by position.
  let attributes: [Attribute]
  private let layout: Layout
  private let id: Int
  private let positions: [String: Int]
  /// Fields that were not UTF-8 and were taken as ISO 8859-1.
  private(set) var latin1 = 0
  /// Values that were left out because they are no numbers, by attribute.
  private(set) var notNumbers: [String: Int] = [:]

  init(_ layout: Layout) {
    self.layout = layout
    id = layout.position(of: layout.subject == .users ? .user : .item) ?? 0
    var attributes: [Attribute] = []
    func add(_ name: String, _ kind: AttributeKind) {
      if !attributes.contains(where: { $0.name == name }) {
        attributes.append(Attribute(name: name, kind: kind))
      }
    }
    for column in layout.columns {
      switch column.role {
      case .attribute(let name, let kind, _): add(name, kind)
      case .flag(let name, _), .code(let name, _): add(name, .categorical)
      case .filmTitle:
        add("title", .text)
        add("year", .numeric)
      case .part, .ignored: break
      }
    }
    self.attributes = attributes
    positions = Dictionary(
      uniqueKeysWithValues: attributes.enumerated().map { ($1.name, $0) })
  }

  /// Adds the row to the batch; returns why it cannot be one.
  mutating func parse(
    _ fields: inout [Field], in bytes: inout [UInt8], into batch: inout IngestBatch
  ) -> String? {
    guard fields.count > id, fields[id].form != .absent else { return "there is no id" }
    guard let name = text(&fields[id], &bytes) else { return "the id is malformed" }
    do throws(IdentifierFault) { try IdentifierFault.check(name) } catch {
      return error.description
    }
    var values: [(attribute: Int, value: AttributeValue)] = []
    for column in layout.columns.indices where column < fields.count {
      guard column != id, !fields[column].isEmpty else { continue }
      if fields[column].form == .array {
        for element in JSONLine.elements(bytes.span, of: fields[column]) {
          var element = element
          guard element.form != .object, element.form != .array,
            let word = text(&element, &bytes)
          else { continue }
          add(word, layout.columns[column].role, &values)
        }
        continue
      }
      guard fields[column].form != .object else { continue }
      guard let word = text(&fields[column], &bytes) else {
        return "\(layout.columns[column].name) is malformed"
      }
      add(word, layout.columns[column].role, &values)
    }
    batch.attributes.append(AttributeRow(id: name, values: values))
    return nil
  }

  private mutating func add(
    _ text: String, _ role: Layout.Role,
    _ values: inout [(attribute: Int, value: AttributeValue)]
  ) {
    switch role {
    case .attribute(let name, let kind, let separator):
      let words =
        separator.map { text.split(separator: $0).map { String($0).trimmed } } ?? [text]
      for word in words where !word.isEmpty && !Self.isAbsent(word) {
        guard let position = positions[name] else { continue }
        guard kind == .numeric else {
          values.append((position, .word(word)))
          continue
        }
        if let number = Double(word), number.isFinite {
          values.append((position, .number(number)))
        } else {
          notNumbers[name, default: 0] += 1
        }
      }
    case .flag(let name, let word):
      if text == "1", let position = positions[name] { values.append((position, .word(word))) }
    case .code(let name, let words):
      guard let position = positions[name] else { return }
      let word = Int(text).flatMap { words.indices.contains($0) ? words[$0] : nil }
      values.append((position, .word(word ?? text)))
    case .filmTitle:
      if let position = positions["title"] { values.append((position, .word(text))) }
      if let year = Self.year(of: text), let position = positions["year"] {
        values.append((position, .number(Double(year))))
      }
    case .part, .ignored: break
    }
  }

  private mutating func text(_ field: inout Field, _ bytes: inout [UInt8]) -> String? {
    guard field.decode(in: &bytes) else { return nil }
    let (text, isLatin1) = TextDecoding.string(bytes, bytes.span.trimmed(field.range))
    if isLatin1 { latin1 += 1 }
    return text.utf8.contains(0) ? nil : text
  }

  /// MovieLens' word for no value.
  private static func isAbsent(_ word: String) -> Bool { word == "(no genres listed)" }

  /// The year in parentheses at the end of a film's title.
  static func year(of title: String) -> Int? {
    let trimmed = title.trimmed
    guard trimmed.hasSuffix(")"), let open = trimmed.lastIndex(of: "(") else { return nil }
    let inside = trimmed[trimmed.index(after: open)...].dropLast()
    guard inside.count == 4, let year = Int(inside), (1800...2200).contains(year) else {
      return nil
    }
    return year
  }
}
