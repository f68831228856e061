import Datasets
import Foundation
import GRDB
import Tensors
import Testing

@testable import Store

/// A folder that is gone after the test.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("facet-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a file in the folder.
  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file; returns its path.
  func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  /// Ingests text as a file into a store.
  @discardableResult
  func ingest(
    _ text: String, as name: String = "log.csv", into store: InteractionStore,
    _ options: IngestOptions = IngestOptions()
  ) async throws -> IngestSummary {
    try await store.ingest(try file(name, text), options)
  }
}

extension InteractionStore {
  /// Every event in external ids, in the order of arrival.
  func contents() throws -> [String] {
    try database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT event.seq, user.id, item.id, event_type.name, value, time, session, client
          FROM event
          JOIN user ON user.key = event.user
          JOIN item ON item.key = event.item
          JOIN event_type ON event_type.key = event.type
          ORDER BY event.seq
          """
      ).map { row in
        (0..<8).map { (row[$0] as DatabaseValue).description }.joined(separator: " ")
      }
    }
  }

  /// Position, counts and state of every source without its path.
  func positions() throws -> [String] {
    try database.read { db in
      try Row.fetchAll(
        db, sql: "SELECT offset, line, read, accepted, duplicate, rejected, state FROM source"
      ).map(\.description)
    }
  }
}

/// Rows of a log that is long enough for several transactions, with damage in it.
func longLog(rows: Int, damagedEvery: Int = 1000) -> String {
  var text = "user_id,item_id,rating,timestamp\n"
  for row in 0..<rows {
    let isDamaged = damagedEvery > 0 && row % damagedEvery == damagedEvery - 1
    text +=
      "u\(row / 7),i\(row % 97),\(isDamaged ? "bad" : String(row % 5 + 1)),\(900_000_000 + row)\n"
  }
  return text
}

/// A log in no order with repeats, absent values and times, and damage.
func scatteredLog(rows: Int, sessions: Bool = false) -> String {
  let key = RandomKey(seed: 5)
  return "user,item,rating,timestamp\(sessions ? ",session" : "")\n"
    + (0..<rows).map { row in
      let bits = Int(key.bits(at: row) >> 16)
      let value = bits % 9 == 0 ? "" : bits % 97 == 0 ? "bad" : "\(bits % 5 + 1)"
      let time = bits % 7 == 0 ? "" : "\(900_000_000 + bits % 3)"
      return "u\(bits % 61),i\(bits / 64 % 23),\(value),\(time)\(sessions ? ",s\(row)" : "")\n"
    }.joined()
}

/// An event from its parts.
func event(
  _ user: String, _ item: String, _ type: String = "click", value: Double? = nil,
  time: Int64? = nil, client: String? = nil
) -> Event {
  Event(
    user: UserID(user), item: ItemID(item), type: type, value: value, time: time, client: client)
}
