/// Cuts a record of CSV, TSV or any other separator into fields (RFC 4180, read leniently).
///
/// A quote opens a quoted field only as the field's first byte, so `5'8"` is text; inside, a
/// doubled quote is one quote, and separators and line ends are text. Bytes between the closing
/// quote and the next separator are refused. Formats without quotes take every byte as it stands.
struct DelimitedRow {
  enum Outcome: Equatable {
    case complete
    /// The record ends inside quotes: the next line belongs to it.
    case openQuote
    case malformed(String)
  }

  /// The separator, one byte or more.
  let separator: [UInt8]
  /// Whether quotes have a meaning.
  let hasQuotes: Bool

  /// Puts the fields of a record into `fields`. O(bytes).
  func split(
    _ text: [UInt8], _ record: Range<Int>, into fields: inout [Field]
  ) -> Outcome {
    let bytes = text.span
    fields.removeAll(keepingCapacity: true)
    let quote = UInt8(ascii: "\"")
    let first = separator[0]
    var at = record.lowerBound
    let end = record.upperBound
    while true {
      if hasQuotes, at < end, bytes[at] == quote {
        let start = at + 1
        var isDoubled = false
        at = start
        while true {
          guard at < end else { return .openQuote }
          if bytes[at] == quote {
            guard at + 1 < end, bytes[at + 1] == quote else { break }
            isDoubled = true
            at += 1
          }
          at += 1
        }
        fields.append(Field(start..<at, isDoubled ? .doubledQuotes : .plain))
        at += 1
        if at == end { return .complete }
        guard isSeparator(bytes, at, end) else {
          return .malformed("text after a closing quote in field \(fields.count)")
        }
        at += separator.count
      } else {
        let start = at
        while at < end, bytes[at] != first || !isSeparator(bytes, at, end) { at += 1 }
        fields.append(Field(start..<at, .plain))
        if at == end { return .complete }
        at += separator.count
      }
    }
  }

  private func isSeparator(_ bytes: Span<UInt8>, _ at: Int, _ end: Int) -> Bool {
    guard at + separator.count <= end else { return false }
    for i in separator.indices where bytes[at + i] != separator[i] { return false }
    return true
  }
}
