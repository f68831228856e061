/// The classes of bytes the grammar speaks of.
extension UInt8 {
  var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }

  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// A space or a tab.
  var isBlank: Bool { self == 0x20 || self == 0x09 }
}
