/// Distinct byte strings and their dense numbers, in the order of first sight.
///
/// Open addressing with linear probing over one arena of bytes; no allocation and no `String` per
/// lookup. Memory is the bytes plus 12 to 24 bytes per entry, bounded by the ids of one file.
struct InternTable: Sendable {
  private var arena: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt32] = []
  private var slots = [Int32](repeating: -1, count: 1024)

  /// Number of entries.
  var count: Int { ends.count }

  /// The number of the bytes, or `nil` when they were never inserted. O(bytes).
  func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    let hash = Self.hash(bytes, range)
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let entry = Int(slots[slot])
      if hashes[entry] == hash, isEqual(entry, bytes, range) { return entry }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Inserts bytes that are not there yet; returns their number.
  mutating func insert(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    if count * 2 >= slots.count { grow() }
    let hash = Self.hash(bytes, range)
    let entry = count
    for i in range { arena.append(bytes[i]) }
    ends.append(arena.count)
    hashes.append(hash)
    place(entry, hash)
    return entry
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for entry in hashes.indices { place(entry, hashes[entry]) }
  }

  private mutating func place(_ entry: Int, _ hash: UInt32) {
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(entry)
  }

  private func isEqual(_ entry: Int, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let start = entry == 0 ? 0 : ends[entry - 1]
    guard ends[entry] - start == range.count else { return false }
    for i in 0..<range.count where arena[start + i] != bytes[range.lowerBound + i] { return false }
    return true
  }

  /// FNV-1a, finished by SplitMix64's mixer because the low bits choose the slot.
  private static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for i in range { hash = (hash ^ UInt64(bytes[i])) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
    return UInt32(truncatingIfNeeded: hash ^ (hash >> 31))
  }
}
