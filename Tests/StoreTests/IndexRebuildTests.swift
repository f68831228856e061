import Datasets
import Foundation
import GRDB
import Testing

@testable import Store

/// A log in no order, appended without the index and indexed afterwards, is the log that single
/// rows leave.
@Suite struct IndexRebuildTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func options(rebuilding: Bool = true) -> IngestOptions {
    var options = IngestOptions()
    options.rowsPerTransaction = 20
    options.rowsBeforeGathering = rebuilding ? 60 : .max
    options.maximumBad = 0.05
    return options
  }

  @Test(arguments: [false, true], [32_000_000, 700])
  func `it has the same events, counts and positions`(_ sessions: Bool, _ rowsPerRebuild: Int)
    async throws
  {
    let path = try scratch.file("log.csv", scatteredLog(rows: 3_000, sessions: sessions))
    var stores: [InteractionStore] = []
    var positives: [Int] = []
    for rebuilding in [false, true] {
      let store = try InteractionStore.inMemory()
      _ = try await store.record(event("u3", "i4", "rating", value: 4))
      _ = try await store.record(event("u3", "i4", "rating", value: 4, client: "c"))
      _ = try await store.record(event("u3", "i5", "rating", value: 3, time: 900_000_001_000))
      var options = options(rebuilding: rebuilding)
      options.rowsPerRebuild = rowsPerRebuild
      let before = try store.schemaVersion()
      let summary = try await store.ingest(path, options)
      #expect(try (store.schemaVersion() > before) == rebuilding)
      #expect(summary.outcome == .complete)
      #expect(summary.counts.duplicate > 100)
      positives.append(summary.positives)
      stores.append(store)
    }
    #expect(try stores[0].contents() == stores[1].contents())
    #expect(try stores[0].positions() == stores[1].positions())
    #expect(try stores[0].indices() == stores[1].indices())
    #expect(positives[0] == positives[1])
    #expect(try await stores[1].ingest(path, options()).counts.accepted == 0)
  }

  /// 0 compares every row, 3 gives up on the way, a million remembers each suspect.
  @Test(arguments: [0, 3, 1_000_000])
  func `repeats are taken out and the rows behind them move up`(_ mostSuspects: Int) throws {
    let store = try InteractionStore.inMemory()
    let rows: [(user: Int32, item: Int32, value: Double, time: Int64)] = [
      (0, 0, 4, 1), (1, 0, 4, 1), (0, 0, 4, 1), (0, 0, 4, .min), (0, 0, .nan, 1), (0, 0, 5, 1),
      (0, 0, .nan, 1), (0, 0, 0, 1), (0, 0, -0.0, 1), (0, 0, 4, .min), (1, 1, 4, 1), (0, 1, 3, 1),
      (1, 0, 4, 1), (1, 0, 4, 1), (1, 2, 4, 1),
    ]
    let kept = [0, 1, 3, 4, 5, 7, 10, 11, 14]
    let (accepted, positives) = try store.database.write { db in
      for name in ["a", "b"] { _ = try EventLog.key(of: name, in: "user", db) }
      for name in ["x", "y", "z"] { _ = try EventLog.key(of: name, in: "item", db) }
      _ = try EventTypes.key(of: "rating", db)
      let types = try EventTypes.load(db)
      var rebuild = try IndexRebuild(db, mostSuspects: mostSuspects)
      for part in [rows[..<6], rows[6...]] {
        var batch = IngestBatch()
        batch.users = part.map(\.user)
        batch.items = part.map(\.item)
        batch.types = part.map { _ in 0 }
        batch.values = part.map(\.value)
        batch.times = part.map(\.time)
        try rebuild.append(EventRows(batch, users: [1, 2], items: [1, 2, 3], types: types))
      }
      return try rebuild.finish(types)
    }
    #expect(accepted == kept.count)
    #expect(positives == kept.count { rows[$0].value >= 4 })
    #expect(
      try store.contents()
        == kept.enumerated().map { place, row in
          let (user, item, value, time) = rows[row]
          return "\(place + 1) \"\(["a", "b"][Int(user)])\" \"\(["x", "y", "z"][Int(item)])\" "
            + "\"rating\" \(value.isNaN ? "NULL" : "\(value)") "
            + "\(time == .min ? "NULL" : "\(time)") NULL NULL"
        })
  }

  @Test(arguments: [1, 5, 40])
  func `a run that is stopped inside is undone and resumed to the same store`(_ batches: Int)
    async throws
  {
    let path = try scratch.file("log.csv", scatteredLog(rows: 4_000))
    func rejecting(_ name: String) -> IngestOptions {
      var options = options()
      options.rejects = scratch.path(name)
      return options
    }
    let whole = try InteractionStore.inMemory()
    _ = try await whole.ingest(path, rejecting("whole.tsv"))
    let store = try InteractionStore.inMemory()
    let stopping = rejecting("bad.tsv")
    let stopped = try await Task {
      try await store.ingest(path, stopping) { progress in
        if progress.rows == 60 + 20 * batches { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }.value
    #expect(stopped.outcome == .interrupted)
    #expect(stopped.counts.read == 60)
    #expect(try store.contents().count == stopped.counts.accepted)
    #expect(try store.indices() == whole.indices())
    var resuming = rejecting("bad.tsv")
    resuming.resumes = true
    #expect(try await store.ingest(path, resuming).outcome == .complete)
    #expect(try store.contents() == whole.contents())
    #expect(try store.positions() == whole.positions())
    #expect(
      try String(contentsOfFile: scratch.path("bad.tsv"), encoding: .utf8)
        == String(contentsOfFile: scratch.path("whole.tsv"), encoding: .utf8))
  }

  @Test func `more loads at once than there are cores come to their ends`() async throws {
    let path = try scratch.file("log.csv", scatteredLog(rows: 1_000))
    let options = options()
    let accepted = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<16 {
        group.addTask {
          try await InteractionStore.inMemory().ingest(path, options).counts.accepted
        }
      }
      return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
    }
    #expect(accepted.count == 1)
  }

  @Test func `readers have the index and the store as it was meanwhile`() async throws {
    let store = try InteractionStore(path: scratch.path("store.db"), ifMissing: .create)
    let path = try scratch.file("log.csv", scatteredLog(rows: 2_000, sessions: true))
    var seen: [Int] = []
    var faults: [any Error] = []
    let all = try store.indices()
    _ = try await store.ingest(path, options()) { progress in
      guard progress.rows > 60, progress.rows < 2_000 else { return }
      do {
        #expect(try store.indices() == all)
        // A program that opens the store now does not wait either.
        let other =
          seen.isEmpty
          ? try InteractionStore(path: scratch.path("store.db"), ifMissing: .refuse) : store
        seen.append(try other.sources()[0].counts.read)
      } catch { faults.append(error) }
    }
    #expect(faults.isEmpty)
    #expect(seen.count > 50)
    #expect(Set(seen) == [60])
    #expect(try store.sources()[0].counts.read == 2_000)
    let plan = try await store.database.read { db in
      try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN SELECT * FROM event WHERE user = 1")
        .map { $0["detail"] as String }
    }
    #expect(plan == ["SEARCH event USING INDEX event_identity (user=?)"])
  }

  @Test func `what was read before a file turns out damaged is kept`() async throws {
    let path = try scratch.file("log.csv", scatteredLog(rows: 20_000))
    try #require(try await shell("gzip '\(path)'") == 0)
    let packed = try Data(contentsOf: URL(fileURLWithPath: path + ".gz"))
    try packed.prefix(packed.count / 2).write(to: URL(fileURLWithPath: path + ".gz"))
    let store = try InteractionStore.inMemory()
    await #expect(throws: IngestFault.self) { try await store.ingest(path + ".gz", options()) }
    let source = try #require(try store.sources().first)
    #expect(source.counts.read > 1_000 && source.counts.read < 20_000)
    #expect(try store.contents().count == source.counts.accepted)
    #expect(try store.indices().contains("event_identity"))
  }

  @Test func `the index of a store that is much larger than the file is left alone`() async throws {
    let store = try InteractionStore.inMemory()
    try await scratch.ingest(longLog(rows: 9_000), as: "old.csv", into: store)
    let before = try store.schemaVersion()
    try await scratch.ingest(scatteredLog(rows: 900), into: store, options())
    #expect(try store.schemaVersion() == before)
    try await scratch.ingest(
      scatteredLog(rows: 3_000, sessions: true), as: "more.csv", into: store, options())
    #expect(try store.schemaVersion() > before)
  }

  @Test func `the connection is set as before when a load ends`() async throws {
    let store = try InteractionStore(path: scratch.path("store.db"), ifMissing: .create)
    func settings() throws -> [Int?] {
      try store.database.writeWithoutTransaction { db in
        try [
          "synchronous", "cache_size", "wal_autocheckpoint", "foreign_keys", "threads",
          "ignore_check_constraints", "secure_delete",
        ].map { try Int.fetchOne(db, sql: "PRAGMA \($0)") }
      }
    }
    let before = try settings()
    try await scratch.ingest(scatteredLog(rows: 500), into: store, options())
    #expect(try settings() == before)
  }
}

extension InteractionStore {
  /// Counts up with every change of tables and indices.
  fileprivate func schemaVersion() throws -> Int {
    try database.read { try Int.fetchOne($0, sql: "PRAGMA schema_version") } ?? 0
  }

  /// Names of all indices.
  fileprivate func indices() throws -> [String] {
    try database.read { db in
      try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY name")
    }
  }
}
