/// The beginning of a file: what its format is told by, and its identity when it is met again.
struct FileHead {
  let bytes: [UInt8]
  /// Whole lines of the head, without ends and without a byte-order mark; at most 100, none empty.
  let lines: [Range<Int>]
  /// Bytes of the byte-order mark, 0 or 3.
  let mark: Int

  /// Throws when the text is UTF-16, which is recognised by its mark.
  init(_ bytes: [UInt8], path: String) throws(IngestFault) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .format(path: path, reason: "it is UTF-16; convert it to UTF-8 first")
    }
    self.bytes = bytes
    mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var lines: [Range<Int>] = []
    var start = mark
    let isWhole = bytes.count < LineReader.headBytes
    for at in mark...bytes.count where lines.count < 100 {
      let isEnd = at == bytes.count
      guard isEnd || bytes[at] == UInt8(ascii: "\n") else { continue }
      guard !isEnd || isWhole else { break }
      var stop = at
      if stop > start, bytes[stop - 1] == UInt8(ascii: "\r") { stop -= 1 }
      if stop > start { lines.append(start..<stop) }
      start = at + 1
    }
    self.lines = lines
  }

  /// The first line as text.
  var firstLine: String {
    lines.first.map { String(decoding: bytes[$0], as: UTF8.self) } ?? ""
  }

  /// The fields of the first lines under a separator; lines that do not parse are left out.
  func rows(separator: String, hasQuotes: Bool) -> [[String]] {
    let row = DelimitedRow(separator: Array(separator.utf8), hasQuotes: hasQuotes)
    var copy = bytes
    return lines.compactMap { line in
      var fields: [Field] = []
      guard row.split(copy, line, into: &fields) == .complete else { return nil }
      return fields.map { field in
        var field = field
        return field.decode(in: &copy) ? TextDecoding.string(copy, field.range).text : ""
      }
    }
  }

  /// FNV-1a over the first `count` bytes, as 16 hexadecimal digits.
  func fingerprint(first count: Int) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes.prefix(count) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// Bytes of a file as text: UTF-8, or ISO 8859-1 where they are not UTF-8.
enum TextDecoding {
  /// The text, and whether it was taken as ISO 8859-1, which accepts every byte.
  static func string(_ bytes: [UInt8], _ range: Range<Int>) -> (text: String, isLatin1: Bool) {
    if let text = String(validating: bytes[range], as: UTF8.self) { return (text, false) }
    var scalars = String.UnicodeScalarView()
    for byte in bytes[range] { scalars.append(Unicode.Scalar(byte)) }
    return (String(scalars), true)
  }
}
