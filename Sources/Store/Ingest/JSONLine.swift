/// Cuts one JSON object into the fields that are asked for, in one pass over its bytes.
///
/// Values stay where they stand; strings lose their quotes, `null` is absence, `true` and numbers
/// are their own text. Nested objects and unasked keys are stepped over. When a key occurs twice
/// the last value counts, as in most readers.
struct JSONLine {
  /// The keys that are asked for, as UTF-8; the position is the field's.
  let keys: [[UInt8]]

  /// Puts the values of the asked keys into `fields`; returns what is wrong, or `nil`.
  func split(_ text: [UInt8], _ record: Range<Int>, into fields: inout [Field]) -> String? {
    let bytes = text.span
    fields.removeAll(keepingCapacity: true)
    for _ in keys { fields.append(.absent) }
    return Self.members(bytes, record) { key, value in
      if key.form == .plain, let index = position(bytes, key.range) { fields[index] = value }
    }
  }

  /// Calls `body` for every member of the object; returns what is wrong, or `nil`.
  static func members(
    _ bytes: Span<UInt8>, _ record: Range<Int>, _ body: (_ key: Field, _ value: Field) -> Void
  ) -> String? {
    var scan = JSONScan(at: record.lowerBound, end: record.upperBound)
    guard scan.take(UInt8(ascii: "{"), bytes) else { return "not a JSON object" }
    if !scan.take(UInt8(ascii: "}"), bytes) {
      while true {
        guard let key = scan.string(bytes) else { return "a JSON key is missing" }
        guard scan.take(UInt8(ascii: ":"), bytes) else { return "a JSON key has no value" }
        guard let value = scan.value(bytes, depth: 0) else { return "a JSON value is malformed" }
        body(key, value)
        if scan.take(UInt8(ascii: ","), bytes) { continue }
        guard scan.take(UInt8(ascii: "}"), bytes) else { return "the JSON object is not closed" }
        break
      }
    }
    scan.skipSpace(bytes)
    return scan.at == record.upperBound ? nil : "text after the JSON object"
  }

  /// The elements of an array field.
  static func elements(_ bytes: Span<UInt8>, of array: Field) -> [Field] {
    var scan = JSONScan(at: Int(array.lower), end: Int(array.upper))
    var elements: [Field] = []
    guard scan.take(UInt8(ascii: "["), bytes), !scan.take(UInt8(ascii: "]"), bytes) else {
      return []
    }
    while let value = scan.value(bytes, depth: 0) {
      if value.form != .absent { elements.append(value) }
      guard scan.take(UInt8(ascii: ","), bytes) else { break }
    }
    return elements
  }

  private func position(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    search: for (index, key) in keys.enumerated() where key.count == range.count {
      for i in key.indices where bytes[range.lowerBound + i] != key[i] { continue search }
      return index
    }
    return nil
  }
}

/// A position in JSON text.
private struct JSONScan {
  /// Deeper nesting is refused rather than recursed into.
  static let deepest = 64

  var at: Int
  let end: Int

  mutating func skipSpace(_ bytes: Span<UInt8>) {
    while at < end, bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0D || bytes[at] == 0x0A
    {
      at += 1
    }
  }

  /// Steps over one byte after space, if it is the one.
  mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
    skipSpace(bytes)
    guard at < end, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  /// A string, as the field between its quotes.
  mutating func string(_ bytes: Span<UInt8>) -> Field? {
    guard take(UInt8(ascii: "\""), bytes) else { return nil }
    let start = at
    var form = Field.Form.plain
    while at < end {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        at += 1
        return Field(start..<at - 1, form)
      case UInt8(ascii: "\\"):
        form = .backslashes
        at += 2
      case 0..<0x20: return nil
      default: at += 1
      }
    }
    return nil
  }

  /// Any value.
  mutating func value(_ bytes: Span<UInt8>, depth: Int) -> Field? {
    skipSpace(bytes)
    guard at < end, depth < Self.deepest else { return nil }
    let start = at
    switch bytes[at] {
    case UInt8(ascii: "\""): return string(bytes)
    case UInt8(ascii: "{"):
      at += 1
      if take(UInt8(ascii: "}"), bytes) { return Field(start..<at, .object) }
      repeat {
        guard string(bytes) != nil, take(UInt8(ascii: ":"), bytes),
          value(bytes, depth: depth + 1) != nil
        else { return nil }
      } while take(UInt8(ascii: ","), bytes)
      return take(UInt8(ascii: "}"), bytes) ? Field(start..<at, .object) : nil
    case UInt8(ascii: "["):
      at += 1
      if take(UInt8(ascii: "]"), bytes) { return Field(start..<at, .array) }
      repeat {
        guard value(bytes, depth: depth + 1) != nil else { return nil }
      } while take(UInt8(ascii: ","), bytes)
      return take(UInt8(ascii: "]"), bytes) ? Field(start..<at, .array) : nil
    default: return literal(bytes)
    }
  }

  /// `null`, `true`, `false` or a number.
  private mutating func literal(_ bytes: Span<UInt8>) -> Field? {
    let start = at
    while at < end {
      switch bytes[at] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "E"):
        at += 1
        continue
      default: break
      }
      break
    }
    let range = start..<at
    if matches(bytes, range, "null") { return .absent }
    if matches(bytes, range, "true") || matches(bytes, range, "false") {
      return Field(range, .plain)
    }
    return NumberText.double(bytes, range) == nil ? nil : Field(range, .plain)
  }

  private func matches(_ bytes: Span<UInt8>, _ range: Range<Int>, _ word: StaticString) -> Bool {
    guard word.utf8CodeUnitCount == range.count else { return false }
    for i in 0..<range.count where word.utf8Start[i] != bytes[range.lowerBound + i] { return false }
    return true
  }
}
