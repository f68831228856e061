/// One field of a record, as a place in the reader's window.
struct Field {
  /// How the bytes are to be taken.
  enum Form: UInt8 {
    /// The record has no such field, or it is JSON's null.
    case absent
    /// As they stand.
    case plain
    /// A quoted field with doubled quotes inside.
    case doubledQuotes
    /// A JSON string with backslashes.
    case backslashes
    /// A JSON array; its elements are fields themselves.
    case array
    /// A JSON object.
    case object
  }

  var lower: Int32
  var upper: Int32
  var form: Form

  static let absent = Field(lower: 0, upper: 0, form: .absent)

  init(lower: Int32, upper: Int32, form: Form) {
    self.lower = lower
    self.upper = upper
    self.form = form
  }

  init(_ range: Range<Int>, _ form: Form) {
    self.init(lower: Int32(range.lowerBound), upper: Int32(range.upperBound), form: form)
  }

  var range: Range<Int> { Int(lower)..<Int(upper) }
  var isEmpty: Bool { lower == upper || form == .absent }

  /// Undoes the escapes where they stand: what is decoded is never longer than what was written, so
  /// no second buffer is needed. False when an escape is malformed. O(bytes).
  mutating func decode(in bytes: inout [UInt8]) -> Bool {
    switch form {
    case .absent, .plain, .array, .object: return true
    case .doubledQuotes:
      let quote = UInt8(ascii: "\"")
      var out = Int(lower)
      var at = Int(lower)
      while at < Int(upper) {
        let byte = bytes[at]
        bytes[out] = byte
        out += 1
        at += byte == quote ? 2 : 1
      }
      upper = Int32(out)
    case .backslashes:
      guard let end = JSONEscapes.decode(range, in: &bytes) else { return false }
      upper = Int32(end)
    }
    form = .plain
    return true
  }
}
