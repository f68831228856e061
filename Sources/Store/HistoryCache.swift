import Datasets
import Foundation
import Tensors

/// Positive histories in a file beside the store, so that a program which reads the same log again
/// does not walk through it: `facet.db` has `facet.cache/histories-5.csr` for histories of five
/// items and more.
///
/// ```
/// 8 bytes    "FACETCSR"
/// 32 bytes   checksum of all that follows, hexadecimal
/// 32 bytes   key: the store, its last event, the rules, the minimum
/// 5 × 8      number of users, items and entries; bytes of the users' and of the items' ids
/// n × 8      keys of users, keys of items, offsets of rows, ends of the users' ids, of the items' ids
/// rest       the ids one after another, then columns of the entries, 4 bytes each
/// ```
/// Numbers are little-endian. The file is mapped and its columns are copied out in one piece; it
/// appears whole or not at all. A file with another key is stale and one that contradicts itself is
/// damaged; either reads as absent and is replaced.
struct HistoryCache {
  private static let magic = Data("FACETCSR".utf8)
  private static let start = 8 + 32

  let file: URL

  /// The cache of a store; `nil` for one in memory.
  init?(storePath: String, minimumHistory: Int) {
    guard storePath != ":memory:" else { return nil }
    file = URL(fileURLWithPath: storePath).deletingPathExtension().appendingPathExtension("cache")
      .appendingPathComponent("histories-\(minimumHistory).csr")
  }

  /// What was written under the key; `nil` when there is nothing, or nothing that can be relied on.
  func read(key: String) -> PositiveHistories? {
    guard let data = try? Data(contentsOf: file, options: .alwaysMapped),
      data.count > Self.start + 32, data.prefix(8) == Self.magic,
      data[Self.start..<Self.start + 32] == Data(key.utf8),
      data[8..<Self.start]
        == Data(Self.checksum(data.bytes.extracting(droppingFirst: Self.start)).utf8)
    else { return nil }
    var reader = Reader(data, from: Self.start + 32)
    guard let counts = reader.numbers(5), counts.allSatisfy({ $0 >= 0 && $0 <= data.count }),
      let userKeys = reader.numbers(counts[0]), let itemKeys = reader.numbers(counts[1]),
      let offsets = reader.numbers(counts[0] + 1), let userEnds = reader.numbers(counts[0]),
      let itemEnds = reader.numbers(counts[1]), let users = reader.words(userEnds, counts[3]),
      let items = reader.words(itemEnds, counts[4]), let indices = reader.columns(counts[2]),
      reader.isAtEnd, offsets.first == 0, offsets.last == indices.count
    else { return nil }
    return PositiveHistories(
      users: users, userKeys: userKeys.map(Int64.init), items: items,
      itemKeys: itemKeys.map(Int64.init),
      rows: SparseRows(columns: items.count, offsets: offsets, indices: indices))
  }

  /// Writes histories under a key. A folder that cannot be written is no fault: there is then no
  /// cache.
  func write(_ histories: PositiveHistories, key: String) {
    let userEnds = Self.ends(histories.users)
    let itemEnds = Self.ends(histories.items)
    let counts = [
      histories.users.count, histories.items.count, histories.rows.entries, userEnds.last ?? 0,
      itemEnds.last ?? 0,
    ]
    var data = Self.magic + Data(repeating: 0, count: 32) + Data(key.utf8)
    data.reserveCapacity(
      data.count + 4 * counts[2] + 24 * (counts[0] + counts[1] + 4) + counts[3] + counts[4])
    let keys = [histories.userKeys.map { Int($0) }, histories.itemKeys.map { Int($0) }]
    for numbers in [counts] + keys + [histories.rows.offsets, userEnds, itemEnds] {
      numbers.withUnsafeBytes { data.append(contentsOf: $0) }
    }
    for id in histories.users { data.append(contentsOf: id.utf8) }
    for id in histories.items { data.append(contentsOf: id.utf8) }
    histories.rows.indices.withUnsafeBytes { data.append(contentsOf: $0) }
    let checksum = Self.checksum(data.bytes.extracting(droppingFirst: Self.start))
    data.replaceSubrange(8..<Self.start, with: Data(checksum.utf8))
    let folder = file.deletingLastPathComponent()
    // Without a cache the next run takes its time; there is nobody to tell.
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? data.write(to: file, options: .atomic)
  }

  private static func checksum(_ bytes: RawSpan) -> String {
    var hash = Fingerprint()
    hash.add(bytes)
    return hash.text
  }

  private static func ends(_ ids: [String]) -> [Int] {
    var end = 0
    return ids.map { id in
      end += id.utf8.count
      return end
    }
  }
}

/// Parts of the file, one after another; `nil` once it is too short.
private struct Reader {
  private let data: Data
  private var at: Int

  init(_ data: Data, from start: Int) {
    self.data = data
    at = start
  }

  var isAtEnd: Bool { at == data.count }

  private mutating func take(_ bytes: Int) -> Range<Int>? {
    guard bytes >= 0, bytes <= data.count - at else { return nil }
    defer { at += bytes }
    return at..<at + bytes
  }

  mutating func numbers(_ count: Int) -> [Int]? {
    guard let range = take(count * 8) else { return nil }
    return copy(range, count)
  }

  mutating func columns(_ count: Int) -> [Int32]? {
    guard let range = take(count * 4) else { return nil }
    return copy(range, count)
  }

  /// Words that end where `ends` says.
  mutating func words(_ ends: [Int], _ bytes: Int) -> [String]? {
    guard let range = take(bytes), ends.last ?? 0 == bytes else { return nil }
    var start = 0
    var words: [String] = []
    words.reserveCapacity(ends.count)
    let text = [UInt8](data[range])
    for end in ends {
      guard start <= end, end <= text.count else { return nil }
      words.append(String(decoding: text[start..<end], as: UTF8.self))
      start = end
    }
    return words
  }

  private func copy<Number: FixedWidthInteger>(_ range: Range<Int>, _ count: Int) -> [Number] {
    [Number](unsafeUninitializedCapacity: count) { out, filled in
      _ = data.copyBytes(to: UnsafeMutableRawBufferPointer(out), from: range)
      filled = count
    }
  }
}
