/// Writes a `Value` as JSON (RFC 8259) on one line, keys in the order of the map.
///
/// Numbers are the shortest text that reads back to the same bits, which is what Swift prints; NaN
/// and the infinities, which JSON does not have, become `null`. Strings escape only what must be:
/// the quote, the backslash and the control characters. No byte of the output is a line feed, so a
/// reply can never break the framing.
public struct JSONWriter: Sendable {
  /// What has been written so far.
  public private(set) var bytes: [UInt8] = []

  public init() {}

  /// Appends a value. O(size of its text).
  public mutating func write(_ value: Value) {
    switch value {
    case .null: write("null" as StaticString)
    case .bool(true): write("true" as StaticString)
    case .bool(false): write("false" as StaticString)
    case .int(let number): bytes.append(contentsOf: String(number).utf8)
    case .double(let number): write(number.isFinite ? number.description : "null")
    case .float(let number): write(number.isFinite ? number.description : "null")
    case .string(let text): write(quoting: text)
    case .list(let values):
      bytes.append(UInt8(ascii: "["))
      for (position, value) in values.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        write(value)
      }
      bytes.append(UInt8(ascii: "]"))
    case .map(let map): write(map)
    }
  }

  /// Appends a map as an object.
  public mutating func write(_ map: Value.Map) {
    bytes.append(UInt8(ascii: "{"))
    for (position, entry) in map.entries.enumerated() {
      if position > 0 { bytes.append(UInt8(ascii: ",")) }
      write(quoting: entry.key)
      bytes.append(UInt8(ascii: ":"))
      write(entry.value)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// Appends a byte as it is: the line feed behind a reply.
  public mutating func write(byte: UInt8) { bytes.append(byte) }

  /// Appends a string literal. Stretches without anything to escape, which is nearly all of any
  /// text, are copied whole.
  public mutating func write(quoting text: String) {
    let utf8 = Array(text.utf8)
    let span = utf8.span
    var copied = 0
    bytes.append(UInt8(ascii: "\""))
    for position in span.indices {
      let byte = span[position]
      if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { continue }
      bytes.append(contentsOf: utf8[copied..<position])
      copied = position + 1
      escape(byte)
    }
    bytes.append(contentsOf: utf8[copied...])
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): write(#"\""#)
    case UInt8(ascii: "\\"): write(#"\\"#)
    case 0x0A: write(#"\n"#)
    case 0x0D: write(#"\r"#)
    case 0x09: write(#"\t"#)
    default:
      write(#"\u00"#)
      bytes.append(Self.hexadecimal[Int(byte >> 4)])
      bytes.append(Self.hexadecimal[Int(byte & 15)])
    }
  }

  private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func write(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)
}

extension Value {
  /// This value as one line of JSON.
  public var json: String {
    var writer = JSONWriter()
    writer.write(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension Value.Map {
  /// This map as one line of JSON.
  public var json: String { Value.map(self).json }
}
