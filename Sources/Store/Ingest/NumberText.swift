/// Numbers out of bytes, without a `String` on the way unless the digits are many.
enum NumberText {
  /// Powers of ten that a Double holds exactly.
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// A whole number with an optional sign; `nil` when the bytes are anything else or do not fit.
  static func integer(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    var at = range.lowerBound
    guard at < range.upperBound else { return nil }
    let isNegative = bytes[at] == UInt8(ascii: "-")
    if isNegative || bytes[at] == UInt8(ascii: "+") { at += 1 }
    guard at < range.upperBound, range.upperBound - at <= 18 else { return nil }
    var value: Int64 = 0
    while at < range.upperBound {
      let digit = bytes[at] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int64(digit)
      at += 1
    }
    return isNegative ? -value : value
  }

  /// A finite number, correctly rounded; `nil` when the bytes are anything else.
  ///
  /// Up to 15 digits and a short fraction are one exact integer divided by one exact power of ten,
  /// which IEEE rounds correctly (Clinger 1990); everything longer goes to the standard library.
  static func double(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
    var at = range.lowerBound
    guard at < range.upperBound else { return nil }
    let isNegative = bytes[at] == UInt8(ascii: "-")
    if isNegative || bytes[at] == UInt8(ascii: "+") { at += 1 }
    var mantissa: Int64 = 0
    var digits = 0
    var fraction = 0
    var isFraction = false
    while at < range.upperBound {
      let byte = bytes[at]
      let digit = byte &- UInt8(ascii: "0")
      if digit < 10 {
        mantissa = mantissa &* 10 &+ Int64(digit)
        digits += 1
        if isFraction { fraction += 1 }
        guard digits <= 15 else { return slowDouble(bytes, range) }
      } else if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else {
        return slowDouble(bytes, range)
      }
      at += 1
    }
    guard digits > 0 else { return nil }
    let value = Double(mantissa) / powers[fraction]
    return isNegative ? -value : value
  }

  private static func slowDouble(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Double? {
    guard range.count <= 400 else { return nil }
    // Only what a decimal number is written with, so that "nan", "inf" and "0x1p3" are not numbers.
    var text: [UInt8] = []
    for i in range {
      switch bytes[i] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
        text.append(bytes[i])
      default: return nil
      }
    }
    guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }
}

extension Span<UInt8> {
  /// The range without spaces and tabs at both ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (lower, upper) = (range.lowerBound, range.upperBound)
    while lower < upper, isBlank(self[lower]) { lower += 1 }
    while lower < upper, isBlank(self[upper - 1]) { upper -= 1 }
    return lower..<upper
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
