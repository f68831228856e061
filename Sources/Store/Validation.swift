import Datasets
public import Foundation
import GRDB

/// One named question to the data, and its answer.
public struct DataCheck: Sendable, Codable, Equatable {
  public enum Verdict: String, Sendable, Codable {
    case pass = "PASS"
    /// Worth a look; training works.
    case warn = "WARN"
    /// Training makes no sense, or the store is damaged.
    case fail = "FAIL"
  }

  /// Stable name: `duplicate-titles`.
  public let name: String
  public let verdict: Verdict
  /// How many things are concerned.
  public let count: Int
  /// What was found, in a sentence.
  public let message: String
  /// The first of the things concerned.
  public let examples: [String]
}

extension InteractionStore {
  /// Every check, in a fixed order. `now` is what the future is measured against.
  public func validate(now: Date) throws(StoreFault) -> [DataCheck] {
    do {
      let tally = try EventTally(database)
      let coverage = try attributeCoverage()
      let sources = try sources()
      return try database.read { db in
        var checks = Validation.events(tally)
        checks += try Validation.users(tally, db)
        checks += try Validation.items(coverage, db)
        checks += try Validation.times(tally, now, db)
        checks += Validation.attributes(coverage)
        checks += Validation.sources(sources)
        checks += try Validation.integrity(db)
        return checks
      }
    } catch { throw .wrap(error, in: "validate store") }
  }
}

/// The checks. A statement that lists what is concerned yields count and examples at once.
private enum Validation {
  /// Histories shorter than this are left out of training by default.
  static let shortHistory = 5

  static func events(_ tally: EventTally) -> [DataCheck] {
    let unruled = tally.types.filter { $0.events > 0 && $0.positives == 0 }
    return [
      DataCheck(
        name: "events-present", verdict: tally.events > 0 ? .pass : .fail, count: tally.events,
        message: tally.events > 0 ? "\(tally.events) events" : "there are no events", examples: []),
      DataCheck(
        name: "positives-present", verdict: tally.positives > 0 ? .pass : .fail,
        count: tally.positives,
        message: tally.positives > 0
          ? "\(tally.positives) events count as positive" : "no event meets a positive rule",
        examples: tally.types.map(\.rule)),
      check(
        "types-without-positives", .warn, unruled.map(\.type),
        "event types of which no event counts as positive"),
    ]
  }

  static func users(_ tally: EventTally, _ db: Database) throws -> [DataCheck] {
    let short = tally.perUser.indices.filter { key in
      tally.perUser[key] > 0
        && (key < tally.positivesPerUser.count ? tally.positivesPerUser[key] : 0) < shortHistory
    }
    let active = tally.perUser.count { $0 > 0 }
    let heavy = tally.perUser.indices.filter {
      tally.perUser[$0] > 1000 && tally.perUser[$0] * 20 > tally.events
    }
    return [
      DataCheck(
        name: "users-with-few-positives",
        verdict: active == 0 || short.count * 2 > active ? .warn : .pass, count: short.count,
        message:
          "\(short.count) of \(active) users have fewer than \(shortHistory) positive events",
        examples: try names("user", short, db)),
      DataCheck(
        name: "users-with-most-events", verdict: heavy.isEmpty ? .pass : .warn, count: heavy.count,
        message: "users with more than 1000 events and 5 % of all: robots?",
        examples: try names("user", heavy, db)),
    ]
  }

  static func items(_ coverage: [StoreDescription.Attribute], _ db: Database) throws -> [DataCheck]
  {
    let hasAttributes = coverage.contains { $0.owner == .item && $0.coverage > 0 }
    return [
      try check(
        "items-without-attributes", .warn,
        """
        SELECT id
        FROM item
        WHERE NOT EXISTS (SELECT 1 FROM item_value WHERE item_value.item = item.key)
        """, "items without any attribute; concepts get their names from attributes", db),
      try check(
        "duplicate-titles", hasAttributes ? .warn : .pass,
        """
        SELECT value
        FROM item_value JOIN attribute ON attribute.key = item_value.attribute
        WHERE owner = 'item' AND name = 'title'
        GROUP BY value
        HAVING count(*) > 1
        ORDER BY value
        """, "titles that more than one item has", db),
      try check(
        "items-without-events", .warn,
        """
        SELECT id
        FROM item
        WHERE NOT EXISTS (SELECT 1 FROM (SELECT DISTINCT item FROM event) AS seen
                          WHERE seen.item = item.key)
        """, "items that no event mentions; they cannot be recommended", db),
    ]
  }

  static func times(_ tally: EventTally, _ now: Date, _ db: Database) throws -> [DataCheck] {
    let milliseconds = Int64(now.timeIntervalSince1970 * 1000)
    func events(_ condition: String) -> String {
      """
      SELECT user.id || ' ' || item.id || ' ' || datetime(event.time / 1000, 'unixepoch')
      FROM event JOIN user ON user.key = event.user JOIN item ON item.key = event.item
      WHERE \(condition)
      """
    }
    let isPartial = tally.withoutTime > 0 && tally.withoutTime < tally.events
    return [
      try check(
        "times-in-the-future", .warn, events("event.time > \(milliseconds)"),
        "events that have not happened yet; is the unit of time right?", db),
      try check(
        "times-before-1990", .warn, events("event.time < 631152000000"),
        "events before 1990; is the unit of time right?", db),
      DataCheck(
        name: "times-missing", verdict: isPartial ? .warn : .pass, count: tally.withoutTime,
        message: "\(tally.withoutTime) of \(tally.events) events have no time", examples: []),
    ]
  }

  static func attributes(_ coverage: [StoreDescription.Attribute]) -> [DataCheck] {
    func name(_ attribute: StoreDescription.Attribute) -> String {
      "\(attribute.owner.rawValue) \(attribute.name)"
    }
    return [
      check(
        "one-value-attributes", .warn, coverage.filter { $0.distinctValues == 1 }.map(name),
        "attributes that are the same everywhere and tell nothing"),
      check(
        "thin-attributes", .warn, coverage.filter { $0.coverage < 0.1 }.map(name),
        "attributes that fewer than 10 % have"),
    ]
  }

  static func sources(_ sources: [SourceRecord]) -> [DataCheck] {
    [
      check(
        "unfinished-sources", .warn, sources.filter { $0.state == "running" }.map(\.path),
        "files that were not read to the end; ingest them with --resume"),
      check(
        "rejected-rows", .warn,
        sources.filter { $0.counts.rejected > 0 }.map { "\($0.path): \($0.counts.rejected) rows" },
        "files with rejected rows"),
    ]
  }

  static func integrity(_ db: Database) throws -> [DataCheck] {
    let found = try String.fetchAll(db, sql: "PRAGMA quick_check(10)").filter { $0 != "ok" }
    let dangling = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { row in
      "\(row[0] as String) → \(row[2] as String)"
    }
    return [
      check("store-intact", .fail, found, "faults that SQLite found in the file"),
      check("references-intact", .fail, dangling, "rows that refer to rows that are gone"),
    ]
  }

  // MARK: Forms of a check

  private static func check(
    _ name: String, _ verdict: DataCheck.Verdict, _ concerned: [String], _ message: String
  ) -> DataCheck {
    DataCheck(
      name: name, verdict: concerned.isEmpty ? .pass : verdict, count: concerned.count,
      message: message, examples: Array(concerned.prefix(3)))
  }

  private static func check(
    _ name: String, _ verdict: DataCheck.Verdict, _ sql: String, _ message: String, _ db: Database
  ) throws -> DataCheck {
    let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM (\(sql))") ?? 0
    let examples = try String.fetchAll(db, sql: sql + " LIMIT 3")
    return DataCheck(
      name: name, verdict: count == 0 ? .pass : verdict, count: count, message: message,
      examples: examples)
  }

  private static func names(_ table: String, _ keys: [Int], _ db: Database) throws -> [String] {
    try keys.prefix(3).compactMap { key in
      try String.fetchOne(db, sql: "SELECT id FROM \(table) WHERE key = ?", arguments: [key])
    }
  }
}
