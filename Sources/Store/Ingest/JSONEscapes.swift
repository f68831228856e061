/// The escapes of JSON strings, undone in place (RFC 8259 §7).
enum JSONEscapes {
  /// Decodes the inside of a string; returns where it now ends, or `nil` when an escape is
  /// malformed. `\uXXXX` becomes UTF-8, pairs of surrogates one character, a lone surrogate U+FFFD.
  static func decode(_ range: Range<Int>, in bytes: inout [UInt8]) -> Int? {
    var out = range.lowerBound
    var at = range.lowerBound
    while at < range.upperBound {
      guard bytes[at] == UInt8(ascii: "\\") else {
        bytes[out] = bytes[at]
        out += 1
        at += 1
        continue
      }
      guard at + 1 < range.upperBound else { return nil }
      let escape = bytes[at + 1]
      at += 2
      if escape == UInt8(ascii: "u") {
        guard var code = hex(bytes, at, range.upperBound) else { return nil }
        at += 4
        if (0xD800..<0xDC00).contains(code), at + 6 <= range.upperBound,
          bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u"),
          let low = hex(bytes, at + 2, range.upperBound), (0xDC00..<0xE000).contains(low)
        {
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
          at += 6
        }
        for unit in UTF8.encode(Unicode.Scalar(code) ?? "\u{FFFD}")
          ?? UTF8.encodedReplacementCharacter
        {
          bytes[out] = unit
          out += 1
        }
        continue
      }
      guard let byte = short(escape) else { return nil }
      bytes[out] = byte
      out += 1
    }
    return out
  }

  private static func short(_ escape: UInt8) -> UInt8? {
    switch escape {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): escape
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    default: nil
    }
  }

  private static func hex(_ bytes: [UInt8], _ at: Int, _ end: Int) -> UInt32? {
    guard at + 4 <= end else { return nil }
    var code: UInt32 = 0
    for i in at..<at + 4 {
      let digit: UInt8
      switch bytes[i] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[i] - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[i] - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[i] - UInt8(ascii: "A") + 10
      default: return nil
      }
      code = code << 4 | UInt32(digit)
    }
    return code
  }
}
