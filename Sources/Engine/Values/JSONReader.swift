/// Reads JSON (RFC 8259) into a `Value`, strictly and within bounds.
///
/// Foundation's decoder is not used because it forgets the order of keys, lets the last of two
/// equal keys win in silence and names no position. Here a repeated key, a lone surrogate, a raw
/// control character, a leading zero or anything behind the value is refused with the byte it
/// stands at. Depth and the number of values are bounded, so that a hostile line costs a bounded
/// amount of stack and memory. The text must be valid UTF-8; the caller has checked that once for
/// the line.
struct JSONReader {
  /// Bounds on one document.
  struct Bounds: Sendable {
    /// Lists and maps inside each other.
    var depth = 32
    /// Values of any kind in total.
    var values = 65_536
  }

  /// Why a text is not JSON, and the offset in bytes at which that shows.
  struct Malformed: Error, Equatable {
    let reason: String
    let offset: Int
  }

  private let bytes: [UInt8]
  private let bounds: Bounds
  private(set) var offset: Int
  private var values = 0

  init(_ bytes: [UInt8], at offset: Int = 0, bounds: Bounds = Bounds()) {
    self.bytes = bytes
    self.bounds = bounds
    self.offset = offset
  }

  /// The one value of a document. O(bytes).
  static func read(_ bytes: [UInt8], bounds: Bounds = Bounds()) throws(Malformed) -> Value {
    var reader = JSONReader(bytes, bounds: bounds)
    reader.skipBlanks()
    let value = try reader.value(depth: 0)
    reader.skipBlanks()
    guard reader.offset == bytes.count else { throw reader.malformed("text behind the value") }
    return value
  }

  // MARK: - Values

  private mutating func value(depth: Int) throws(Malformed) -> Value {
    values += 1
    guard values <= bounds.values else { throw malformed("more than \(bounds.values) values") }
    switch peek {
    case UInt8(ascii: "{"): return .map(try map(depth: depth + 1))
    case UInt8(ascii: "["): return .list(try list(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw malformed("the text ends where a value should stand")
    case let byte? where byte.isDigit || byte == UInt8(ascii: "-"): return try number()
    default: throw malformed("no JSON value begins here")
    }
  }

  private mutating func list(depth: Int) throws(Malformed) -> [Value] {
    try enter(depth)
    var values: [Value] = []
    if take(UInt8(ascii: "]")) { return values }
    repeat {
      skipBlanks()
      values.append(try value(depth: depth))
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw malformed("a list needs \",\" or \"]\" here") }
    return values
  }

  private mutating func map(depth: Int) throws(Malformed) -> Value.Map {
    try enter(depth)
    var map = Value.Map()
    var seen: Set<String> = []
    if take(UInt8(ascii: "}")) { return map }
    repeat {
      skipBlanks()
      let start = offset
      guard peek == UInt8(ascii: "\"") else { throw malformed("a key in quotes should stand here") }
      let key = try string()
      guard seen.insert(key).inserted else {
        throw Malformed(reason: "key \"\(key)\" stands twice", offset: start)
      }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw malformed("a key needs \":\" behind it") }
      skipBlanks()
      map.append(key, try value(depth: depth))
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw malformed("a map needs \",\" or \"}\" here") }
    return map
  }

  private mutating func enter(_ depth: Int) throws(Malformed) {
    guard depth <= bounds.depth else { throw malformed("nested deeper than \(bounds.depth)") }
    offset += 1
    skipBlanks()
  }

  private mutating func word(_ text: StaticString, _ value: Value) throws(Malformed) -> Value {
    let matches = text.withUTF8Buffer { bytes[offset...].starts(with: $0) }
    guard matches else { throw malformed("no JSON value begins here") }
    offset += text.utf8CodeUnitCount
    return value
  }

  // MARK: - Numbers

  private mutating func number() throws(Malformed) -> Value {
    let start = offset
    _ = take(UInt8(ascii: "-"))
    if take(UInt8(ascii: "0")) {
      if digit != nil { throw malformed("a number does not begin with 0") }
    } else {
      try digits()
    }
    var whole = true
    if take(UInt8(ascii: ".")) {
      whole = false
      try digits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      whole = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if whole, let number = Int(text) { return .int(number) }
    guard let number = Double(text), number.isFinite else {
      throw Malformed(reason: "number out of range", offset: start)
    }
    return .double(number)
  }

  private mutating func digits() throws(Malformed) {
    guard digit != nil else { throw malformed("a digit should stand here") }
    while digit != nil { offset += 1 }
  }

  private var digit: UInt8? {
    guard let byte = peek, byte.isDigit else { return nil }
    return byte
  }

  // MARK: - Strings

  /// A string literal that begins at `offset`; also the quoted token of a text line.
  mutating func string() throws(Malformed) -> String {
    let start = offset
    offset += 1
    var text: [UInt8] = []
    while let byte = peek {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0x00..<0x20:
        offset -= 1
        throw malformed("a control character in a string must be escaped")
      default: text.append(byte)
      }
    }
    throw Malformed(reason: "a quote that is never closed", offset: start)
  }

  private mutating func escape(into text: inout [UInt8]) throws(Malformed) {
    let start = offset - 1
    guard let byte = peek else {
      throw Malformed(reason: "a quote that is never closed", offset: start)
    }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      text.append(contentsOf: String(try scalar(from: start)).utf8)
    default: throw Malformed(reason: "unknown escape", offset: start)
    }
  }

  /// The scalar of `\uXXXX`, or of two of them when the first is a high surrogate.
  private mutating func scalar(from start: Int) throws(Malformed) -> Unicode.Scalar {
    let first = try hexadecimal(from: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
      throw Malformed(reason: "half of a surrogate pair", offset: start)
    }
    let second = try hexadecimal(from: start)
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    else { throw Malformed(reason: "half of a surrogate pair", offset: start) }
    return scalar
  }

  private mutating func hexadecimal(from start: Int) throws(Malformed) -> UInt32 {
    var number: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw Malformed(reason: "\\u needs four hexadecimal digits", offset: start)
      }
      number = number << 4 | UInt32(digit)
      offset += 1
    }
    return number
  }

  // MARK: - Bytes

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    offset += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      offset += 1
    }
  }

  private func malformed(_ reason: String) -> Malformed {
    Malformed(reason: reason, offset: offset)
  }
}

extension Value {
  /// Reads one JSON document within the usual bounds. Throws `SYNTAX` with the byte, counted from
  /// 1.
  public init(json: String) throws(Fault) {
    do throws(JSONReader.Malformed) {
      self = try JSONReader.read(Array(json.utf8))
    } catch {
      throw Fault(.syntax, "not JSON: \(error.reason) at byte \(error.offset + 1)")
    }
  }
}
