/// One token of a text line: a word, a quoted string, or `key=` with either behind it.
///
/// The quoted form is a JSON string and nothing home-made. A value may also mix both forms, as in
/// `add="dark comedy":-1,c3:+1`; such a value is kept as it was written, because only the grammar
/// of a list knows what its quotes enclose.
public struct Word: Sendable, Equatable {
  public enum Form: Sendable { case bare, quoted, mixed }

  /// What stands before the first `=`, when that reads as a key; `nil` otherwise.
  public let key: String?
  /// What stands behind the key, or the whole word; decoded when the form is `quoted`.
  public let value: String
  public let form: Form

  public init(key: String?, value: String, form: Form) {
    self.key = key
    self.value = value
    self.form = form
  }

  /// A word as a shell hands it over, where quoting has been dealt with already.
  public init(bare text: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let isPair = parts.count == 2 && Self.isKey(parts[0].utf8)
    self.init(
      key: isPair ? String(parts[0]) : nil, value: isPair ? String(parts[1]) : text, form: .bare)
  }

  /// The whole word, for a place where `=` means nothing.
  public var text: String { key.map { "\($0)=\(value)" } ?? value }

  /// Letters, digits, `-`, `_` and `.`, beginning with a letter.
  static func isKey(_ bytes: some Sequence<UInt8>) -> Bool {
    var isFirst = true
    for byte in bytes {
      let isOther = byte.isDigit || [0x2D, 0x5F, 0x2E].contains(byte)
      guard byte.isLetter || (isOther && !isFirst) else { return false }
      isFirst = false
    }
    return !isFirst
  }
}

/// Cuts a text line into words, as `token` of the grammar says. O(bytes).
struct WordReader {
  private let bytes: [UInt8]
  private var offset: Int

  /// A reader over a line without its line end, in valid UTF-8.
  init(_ bytes: [UInt8], at offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  /// The words up to the end of the line; throws `SYNTAX` naming the byte, counted from 1.
  mutating func words(limit: Int) throws(Fault) -> [Word] {
    var words: [Word] = []
    while let word = try next() {
      guard words.count < limit else {
        throw Fault(.arguments, "more than \(limit) words on a line")
      }
      words.append(word)
    }
    return words
  }

  private mutating func next() throws(Fault) -> Word? {
    while let byte = peek, byte.isBlank { offset += 1 }
    guard let first = peek else { return nil }
    if first == UInt8(ascii: "\"") {
      let text = try quoted()
      guard isAtEndOfWord else { throw syntax("a quoted word ends with a blank") }
      return Word(key: nil, value: text, form: .quoted)
    }
    let start = offset
    skipBare()
    guard peek == UInt8(ascii: "\"") else {
      return Word(bare: String(decoding: bytes[start..<offset], as: UTF8.self))
    }
    guard let equals = bytes[start..<offset].firstIndex(of: UInt8(ascii: "=")),
      Word.isKey(bytes[start..<equals])
    else { throw syntax("a quote inside a word; put quotes around the whole of it") }
    let key = String(decoding: bytes[start..<equals], as: UTF8.self)
    return try value(of: key, from: equals + 1)
  }

  /// A value that holds at least one quote, which is the next byte.
  private mutating func value(of key: String, from start: Int) throws(Fault) -> Word {
    let isWhole = offset == start
    let text = try quoted()
    if isWhole, isAtEndOfWord { return Word(key: key, value: text, form: .quoted) }
    while !isAtEndOfWord {
      if peek == UInt8(ascii: "\"") { _ = try quoted() } else { skipBare() }
    }
    let raw = String(decoding: bytes[start..<offset], as: UTF8.self)
    return Word(key: key, value: raw, form: .mixed)
  }

  private mutating func quoted() throws(Fault) -> String {
    var reader = JSONReader(bytes, at: offset)
    do {
      let text = try reader.string()
      offset = reader.offset
      return text
    } catch {
      throw Fault(.syntax, "\(error.reason) at byte \(error.offset + 1)")
    }
  }

  private mutating func skipBare() {
    while let byte = peek, byte != UInt8(ascii: "\""), !byte.isBlank { offset += 1 }
  }

  private var isAtEndOfWord: Bool { peek?.isBlank ?? true }
  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private func syntax(_ reason: String) -> Fault {
    Fault(.syntax, "\(reason) at byte \(offset + 1)")
  }
}
