import Datasets
import Foundation
import GRDB
import Schema
import Synchronization
import Testing

@testable import Store

/// Opening, migrating, refusing.
@Suite struct InteractionStoreTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func `a store of the first schema is brought to the newest with its rows`() async throws {
    let path = scratch.path("old.db")
    let queue = try DatabaseQueue(path: path)
    try InteractionStore.migrator.migrate(queue, upTo: "v001_interactions")
    try await queue.write { db in
      _ = try EventLog.append(
        Event(user: UserID("a"), item: ItemID("x"), type: "click"), db)
    }
    try queue.close()
    let store = try InteractionStore(path: path, ifMissing: .refuse)
    #expect(try store.history(of: UserID("a")) == [ItemID("x")])
    #expect(try store.models().isEmpty)
  }

  @Test func `every store has an identity of its own, older ones too`() async throws {
    let path = scratch.path("second.db")
    let queue = try DatabaseQueue(path: path)
    try InteractionStore.migrator.migrate(queue, upTo: "v002_models")
    try queue.close()
    let stores = [
      try InteractionStore(path: path, ifMissing: .refuse),
      try InteractionStore(path: scratch.path("third.db"), ifMissing: .create),
    ]
    let ids = try stores.map { store in
      try store.database.read { try String.fetchAll($0, sql: "SELECT id FROM identity") }
    }
    #expect(ids.map(\.count) == [1, 1])
    #expect(ids[0] != ids[1])
    let again = try InteractionStore(path: path, ifMissing: .refuse)
    #expect(
      try await again.database.read { try String.fetchAll($0, sql: "SELECT id FROM identity") }
        == ids[0])
  }

  @Test func `files that are no stores are refused`() throws {
    let text = try scratch.file("notes.db", String(repeating: "no database ", count: 100))
    #expect(throws: StoreFault.notAStore(path: text)) {
      try InteractionStore(path: text, ifMissing: .refuse)
    }
    let foreign = scratch.path("foreign.db")
    try DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE t (x)") }
    #expect(throws: StoreFault.notAStore(path: foreign)) {
      try InteractionStore(path: foreign, ifMissing: .create)
    }
    let gone = scratch.path("gone.db")
    #expect(throws: StoreFault.missing(path: gone)) {
      try InteractionStore(path: gone, ifMissing: .refuse)
    }
    #expect(!FileManager.default.fileExists(atPath: gone))
  }

  @Test func `a store of a newer program is refused`() throws {
    let path = scratch.path("new.db")
    let store = try InteractionStore(path: path, ifMissing: .create)
    try store.database.write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('v999_tomorrow')")
    }
    #expect(throws: StoreFault.newerSchema(path: path, unknown: ["v999_tomorrow"])) {
      try InteractionStore(path: path, ifMissing: .refuse)
    }
  }

  @Test func `the queries use the indices they were made for`() throws {
    let store = try InteractionStore.inMemory()
    func plan(_ sql: String) throws -> String {
      try store.database.read { db in
        try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql).map { $0["detail"] as String }
          .joined(separator: "; ")
      }
    }
    #expect(
      try plan("SELECT item FROM event WHERE user = 1 ORDER BY time, seq")
        .hasPrefix("SEARCH event USING INDEX event_identity (user=?)"))
    #expect(
      try plan("SELECT * FROM event WHERE seq > 1 AND seq <= 9 ORDER BY seq")
        == "SEARCH event USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)")
    #expect(
      try plan("SELECT seq FROM event WHERE client = 'x'").contains("event_client (client=?)"))
    #expect(
      try plan("SELECT value FROM item_value WHERE item = 1").contains("PRIMARY KEY (item=?)"))
  }

  @Test func `programs that open an old store at the same moment all find it ready`() throws {
    for round in 0..<12 {
      let path = scratch.path("shared\(round).db")
      let queue = try DatabaseQueue(path: path)
      try InteractionStore.migrator.migrate(queue, upTo: "v001_interactions")
      try queue.close()
      let faults = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        do { _ = try InteractionStore(path: path, ifMissing: .refuse).models() } catch {
          faults.withLock { $0.append("\(error)") }
        }
      }
      #expect(faults.withLock { $0 } == [])
    }
  }
}
