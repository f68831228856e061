import GRDB

/// How the writing connection is set while a bulk load runs, and afterwards.
enum BulkSettings {
  /// Page cache, in KiB. Rows in no order find some of the index in it.
  static let cache = 40_960
  /// Page cache while an index is made. Sorting takes as much again on each of two threads.
  static let cacheWhileSorting = 16_384
  private static let usual = [
    "synchronous = FULL", "cache_size = -2000", "wal_autocheckpoint = 1000", "foreign_keys = ON",
    "ignore_check_constraints = OFF", "threads = 0",
  ]

  /// Sets the connection for a bulk load; returns what puts it back.
  ///
  /// Commits then survive the program's death, though not the machine's: after a power cut the last
  /// transactions may be gone, their positions with them, and the run resumes. The log is
  /// checkpointed every 64 MB. References and checks are not tested row by row: the keys of a batch
  /// have been looked up in its own transaction, users, items and types are never taken out, and
  /// the parser refuses what a check would. Pages that are given back are not overwritten with
  /// zeros, as Debian's SQLite does. An index is sorted on two threads.
  static func apply(_ db: Database) throws -> [String] {
    let erasing = try Int.fetchOne(db, sql: "PRAGMA secure_delete") ?? 0
    try set(
      [
        "synchronous = NORMAL", "cache_size = -\(cache)", "wal_autocheckpoint = 16384",
        "foreign_keys = OFF", "ignore_check_constraints = ON", "secure_delete = OFF", "threads = 1",
      ], db)
    return usual + ["secure_delete = \(erasing == 2 ? "FAST" : erasing == 1 ? "ON" : "OFF")"]
  }

  static func set(_ settings: [String], _ db: Database) throws {
    for setting in settings { try db.execute(sql: "PRAGMA \(setting)") }
  }
}

extension InteractionStore {
  /// Runs a bulk load under `BulkSettings`, and puts the settings back however it ends.
  func relaxed(_ body: () async throws -> Void) async throws {
    let usual = try relax()
    do { try await body() } catch {
      try tighten(usual)
      throw error
    }
    try tighten(usual)
    try checkpoint()
  }

  // These wait on the calling thread: GRDB's asynchronous calls refuse a cancelled task, and a run
  // that was cancelled must put the settings back too.
  private func relax() throws -> [String] {
    try database.writeWithoutTransaction { try BulkSettings.apply($0) }
  }

  private func tighten(_ usual: [String]) throws {
    try database.writeWithoutTransaction { try BulkSettings.set(usual, $0) }
  }

  /// Brings the log's pages into the file before somebody copies it. When another connection is at
  /// that already, nothing is left to do.
  private func checkpoint() throws {
    guard path != ":memory:" else { return }
    do {
      try database.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {}
  }
}
