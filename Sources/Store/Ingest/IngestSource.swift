import Foundation
import GRDB

/// A row of `source`: what was read from a file, and where to go on.
struct IngestSource: Sendable, Equatable {
  /// How the file is read; a resumed run must read it the same way.
  struct Reading: Sendable, Codable, Equatable {
    var layout: String
    var type: String
    var unit: TimeUnit?
  }

  var key: Int64
  var reading: Reading
  var offset: Int64 = 0
  var line: Int64 = 0
  var counts = IngestCounts()

  /// Begins a run. A resumed one goes on where the file's last run stopped; any other starts the
  /// file's counts and rejects anew, and what it finds in the store already counts as duplicate.
  static func begin(
    path: String, head: FileHead, size: Int64?, reading: Reading, resumes: Bool, _ db: Database
  ) throws -> IngestSource {
    if resumes,
      let row = try Row.fetchOne(
        db, sql: "SELECT * FROM source WHERE path = ?", arguments: [path])
    {
      return try resume(row, path: path, head: head, size: size, reading: reading, db)
    }
    try db.execute(sql: "DELETE FROM source WHERE path = ?", arguments: [path])
    try db.execute(
      sql: """
        INSERT INTO source (path, head, head_bytes, bytes, options, state)
        VALUES (:path, :head, :headBytes, :bytes, :options, 'running')
        """,
      arguments: [
        "path": path, "head": head.fingerprint(first: head.bytes.count),
        "headBytes": head.bytes.count, "bytes": size, "options": try encoded(reading),
      ])
    return IngestSource(key: db.lastInsertedRowID, reading: reading)
  }

  private static func resume(
    _ row: Row, path: String, head: FileHead, size: Int64?, reading: Reading, _ db: Database
  ) throws -> IngestSource {
    guard head.fingerprint(first: row["head_bytes"]) == row["head"] as String else {
      throw IngestFault.notResumable(
        path: path, reason: "its beginning changed since; ingest it without --resume")
    }
    let stored = try JSONDecoder().decode(
      Reading.self, from: Data((row["options"] as String).utf8))
    guard stored.layout == reading.layout, stored.type == reading.type,
      reading.unit == nil || stored.unit == nil || reading.unit == stored.unit
    else {
      throw IngestFault.notResumable(
        path: path,
        reason: "it was read as \(stored.layout), type \(stored.type); "
          + "now as \(reading.layout), type \(reading.type)")
    }
    let offset: Int64 = row["offset"]
    if let size, size < offset {
      throw IngestFault.notResumable(
        path: path, reason: "it has \(size) bytes, and \(offset) were read before")
    }
    var source = IngestSource(key: row["key"], reading: stored)
    source.reading.unit = stored.unit ?? reading.unit
    source.offset = offset
    source.line = row["line"]
    source.counts.read = row["read"]
    source.counts.accepted = row["accepted"]
    source.counts.duplicate = row["duplicate"]
    source.counts.rejected = row["rejected"]
    try db.execute(
      sql: "UPDATE source SET state = 'running', bytes = ? WHERE key = ?",
      arguments: [size, source.key])
    return source
  }

  /// Moves the position behind a batch and counts what was read and rejected.
  mutating func advance(over batch: IngestBatch) {
    counts.read += batch.read
    counts.rejected += batch.rejects.count
    offset = batch.offset
    line = batch.line
    reading.unit = batch.unit
  }

  /// The source as it would stand if all parsed rows of the batch were new.
  func counting(_ batch: IngestBatch) -> IngestSource {
    var next = self
    next.advance(over: batch)
    next.counts.accepted += batch.read - batch.rejects.count
    return next
  }

  /// Writes position and counts, in the transaction of the rows they speak of.
  func save(_ db: Database) throws {
    try db.cachedStatement(
      sql: """
        UPDATE source
        SET offset = :offset, line = :line, options = :options, read = :read,
            accepted = :accepted, duplicate = :duplicate, rejected = :rejected
        WHERE key = :key
        """
    ).execute(arguments: [
      "offset": offset, "line": line, "options": try Self.encoded(reading), "read": counts.read,
      "accepted": counts.accepted, "duplicate": counts.duplicate, "rejected": counts.rejected,
      "key": key,
    ])
  }

  /// Writes how the run ended.
  func finish(_ state: String, _ db: Database) throws {
    try db.execute(
      sql: "UPDATE source SET state = ? WHERE key = ?", arguments: [state, key])
  }

  private static func encoded(_ reading: Reading) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(reading), as: UTF8.self)
  }
}

/// A file that was ingested, for `describe`.
public struct SourceRecord: Sendable, Codable, Equatable {
  public let path: String
  /// `running` (or killed while running), `complete` or `failed`.
  public let state: String
  /// Lines consumed and committed.
  public let line: Int64
  public let counts: IngestCounts
}

extension InteractionStore {
  /// Every file that was ingested, in the order of first sight.
  public func sources() throws(StoreFault) -> [SourceRecord] {
    try reading("list sources") { db in
      try Row.fetchAll(db, sql: "SELECT * FROM source ORDER BY key").map { row in
        var counts = IngestCounts()
        counts.read = row["read"]
        counts.accepted = row["accepted"]
        counts.duplicate = row["duplicate"]
        counts.rejected = row["rejected"]
        return SourceRecord(
          path: row["path"], state: row["state"], line: row["line"], counts: counts)
      }
    }
  }

  /// The rejected rows that the store kept of a file, by line; at most
  /// `BatchWriter.mostRejects` of them.
  public func rejectedRows(of path: String) throws(StoreFault) -> [RejectedRow] {
    try reading("list rejected rows") { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT rejected.line, reason, excerpt
          FROM rejected JOIN source ON source.key = rejected.source
          WHERE path = ?
          ORDER BY rejected.line
          """,
        arguments: [path]
      ).map { RejectedRow(line: $0["line"], reason: $0["reason"], text: $0["excerpt"]) }
    }
  }
}
