// A ratings file in the form of MovieLens-20M, of any length, from a seed: what the ingest
// benchmark reads.
//
// As in the original, users stand in ascending order and a user's films too; 144 ratings a user on
// average, 27 278 films with a long tail, half stars, and one period of a user's life for all his
// ratings. Films have ids up to 131 262 with gaps. No row is repeated.
import Datasets
import Foundation
import Tensors

enum RatingsFile {
  private static let items = 27_278
  private static let ratingsPerUser = 144
  private static let longestID = 131_262

  /// Writes `rows` ratings under the header `userId,movieId,rating,timestamp`; shuffled by the seed
  /// when `isShuffled`. Memory is 4 bytes a row, and 12 more when shuffled.
  static func write(rows: Int, to path: String, isShuffled: Bool, seed: UInt64) throws {
    let key = RandomKey(seed: seed)
    // A little more than asked for, because popular films repeat within a user; the rest is cut
    // off.
    var shape = PowerLawWorld.Shape.movieLens20M
    shape.users = max(1, rows / ratingsPerUser)
    shape.items = items
    shape.interactions = rows + rows / 8 + 1_000
    let histories = PowerLawWorld(shape, key: key.child("histories")).histories
    guard histories.entries >= rows else {
      stop("only \(histories.entries) of \(rows) ratings could be drawn")
    }
    let ids = filmIDs(key.child("films"))
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { stop("cannot write \(path)") }
    defer { try? file.close() }  // every write before it has been checked
    var text = Text()
    text.append("userId,movieId,rating,timestamp\n")
    let owners = isShuffled ? owners(of: histories, rows: rows) : []
    let order = isShuffled ? key.child("order").permutation(rows) : []
    var user = 0
    for place in 0..<rows {
      let entry = isShuffled ? order[place] : place
      if isShuffled { user = Int(owners[entry]) }
      while histories.offsets[user + 1] <= entry { user += 1 }
      append(entry, user: user, item: ids[Int(histories.indices[entry])], key, to: &text)
      if text.bytes.count > 1 << 20 { try text.flush(to: file) }
    }
    try text.flush(to: file)
  }

  /// One line. Value and time are drawn from the user and the place, not from a stream, so that the
  /// shuffled file has the lines of the sorted one.
  private static func append(
    _ entry: Int, user: Int, item: Int, _ key: RandomKey, to text: inout Text
  ) {
    let bits = key.child("values").bits(at: entry)
    let start = 800_000_000 + Int(key.child("users").bits(at: user) % 600_000_000)
    text.append(user + 1)
    text.append(",")
    text.append(item)
    text.append(",")
    let halves = 1 + Int(bits % 10)
    text.append(halves / 2)
    text.append(halves % 2 == 0 ? ".0," : ".5,")
    text.append(start + Int((bits >> 8) % 1_000_000))
    text.append("\n")
  }

  /// Ascending ids with gaps.
  private static func filmIDs(_ key: RandomKey) -> [Int] {
    var generator = key.generator
    var chosen: Set<Int> = []
    while chosen.count < items { chosen.insert(1 + Int(generator.next() % UInt64(longestID))) }
    return chosen.sorted()
  }

  private static func owners(of histories: SparseRows, rows: Int) -> [Int32] {
    var owners: [Int32] = []
    owners.reserveCapacity(rows)
    for user in 0..<histories.rows where owners.count < rows {
      owners.append(
        contentsOf: repeatElement(
          Int32(user), count: min(histories.count(user), rows - owners.count)))
    }
    return owners
  }

  /// Bytes on their way to a file.
  private struct Text {
    var bytes: [UInt8] = []

    mutating func append(_ word: StaticString) {
      word.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ number: Int) {
      var digits: (UInt64, Int) = (0, 0)  // base 16, the last digit lowest
      var rest = number
      repeat {
        digits = (digits.0 << 4 | UInt64(rest % 10), digits.1 + 1)
        rest /= 10
      } while rest > 0
      for _ in 0..<digits.1 {
        bytes.append(UInt8(ascii: "0") + UInt8(digits.0 & 15))
        digits.0 >>= 4
      }
    }

    mutating func flush(to file: FileHandle) throws {
      try file.write(contentsOf: bytes)
      bytes.removeAll(keepingCapacity: true)
    }
  }
}
