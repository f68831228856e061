/// Tells at once that a row was not seen before, and else only that it may have been: a Bloom
/// filter whose bits of one row lie in one cache line (Putze, Sanders & Singler 2007, "Cache-,
/// hash- and space-efficient Bloom filters").
///
/// ```
/// hash   [ 19 bits: which block of 512 bits | … ]      mixed again: [ 6 × 9 bits: which of its bits ]
/// ```
/// 32 MiB whatever comes in. Of 20 million distinct rows some 0.2 % are taken for repeats, of 32
/// million some 1 %; `IndexRebuild` looks at those again.
struct RepeatFilter {
  private static let bitsPerRow = 6
  private var words: [UInt64]
  private let blockShift: UInt64

  /// A filter of `2 << (logBlocks - 1)` blocks of 64 bytes.
  init(logBlocks: Int = 19) {
    words = [UInt64](repeating: 0, count: 8 << logBlocks)
    blockShift = UInt64(64 - logBlocks)
  }

  /// Notes a row by its hash; false when it was certainly not noted before. O(1), one cache miss.
  mutating func note(_ hash: UInt64) -> Bool {
    let block = Int(hash >> blockShift) << 3
    var places = EventIdentity.mixed(hash)
    var isNew = false
    for _ in 0..<Self.bitsPerRow {
      let word = block + Int(places & 7)
      let bit = (1 as UInt64) << ((places >> 3) & 63)
      if words[word] & bit == 0 {
        isNew = true
        words[word] |= bit
      }
      places >>= 9
    }
    return !isNew
  }
}

/// What makes an event the same as another, as `event_identity` has it; rows without a client's id.
struct EventIdentity {
  let user: Int64
  let item: Int64
  let type: Int64
  /// `Int64.min` when absent.
  let time: Int64
  /// −∞ when absent.
  let value: Double

  /// A number that equal identities share.
  var hash: UInt64 {
    // Adding 0 makes one zero of the two, which SQLite does not tell apart.
    var hash = Self.mixed(UInt64(bitPattern: user) &+ 0x9E37_79B9_7F4A_7C15)
    hash = Self.mixed(hash ^ UInt64(bitPattern: item))
    hash = Self.mixed(hash ^ UInt64(bitPattern: time))
    return Self.mixed(hash ^ (value + 0).bitPattern ^ UInt64(bitPattern: type) << 1)
  }

  /// SplitMix64's finalizer (Steele, Lea & Flood 2014).
  static func mixed(_ bits: UInt64) -> UInt64 {
    var bits = bits
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
