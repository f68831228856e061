public import Tensors

/// A 128-bit hash that says whether two data sets are the same. It guards against mistakes, not
/// against an adversary: two 64-bit FNV-1a lanes with different offsets, finished by a mixer.
public struct Fingerprint: Sendable {
  private var low: UInt64 = 0xCBF2_9CE4_8422_2325
  private var high: UInt64 = 0x6C62_272E_07BB_0142

  public init() {}

  /// Adds a string and its end, so that "ab","c" differs from "a","bc".
  public mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    add(UInt64(0x1FF))
  }

  /// Adds a number.
  public mutating func add(_ number: Int) { add(UInt64(bitPattern: Int64(number))) }

  /// Adds a sparse matrix: its shape, its pattern and its values. Steps are
  /// left out: the same rows with and without their order are one division of the data, on which models
  /// of both kinds are compared.
  public mutating func add(_ rows: SparseRows) {
    add(rows.rows)
    add(rows.columns)
    for offset in rows.offsets { add(offset) }
    for index in rows.indices { add(Int(index)) }
    for value in rows.values ?? [] { add(UInt64(value.bitPattern)) }
  }

  /// The hash so far, 32 hexadecimal digits.
  public var text: String { Self.hex(low) + Self.hex(high) }

  private mutating func add(_ word: UInt64) {
    low = (low ^ word) &* 0x0000_0100_0000_01B3
    low ^= low >> 32
    high = (high ^ word) &* 0x9E37_79B9_7F4A_7C15
    high ^= high >> 29
  }

  private static func hex(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Fingerprint {
  /// Adds numbers by their bits, two to a word.
  public mutating func add(_ numbers: [Float]) {
    add(numbers.count)
    let span = numbers.span
    var i = 0
    while i + 2 <= span.count {
      add(UInt64(span[i].bitPattern) << 32 | UInt64(span[i + 1].bitPattern))
      i += 2
    }
    if i < span.count { add(UInt64(span[i].bitPattern)) }
  }

  /// Adds bytes, eight to a word, and their number.
  public mutating func add(_ bytes: RawSpan) {
    add(bytes.byteCount)
    var i = 0
    while i + 8 <= bytes.byteCount {
      add(bytes.unsafeLoadUnaligned(fromByteOffset: i, as: UInt64.self))
      i += 8
    }
    while i < bytes.byteCount {
      add(UInt64(bytes.unsafeLoad(fromByteOffset: i, as: UInt8.self)))
      i += 1
    }
  }
}
