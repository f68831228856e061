import Datasets
import Foundation
import GRDB
import Testing

@testable import Store

/// Single events, group commit, durability.
@Suite struct EventRecorderTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func `a recorded event is in the file and in the next history`() async throws {
    let path = scratch.path("events.db")
    let store = try InteractionStore(path: path, ifMissing: .create)
    let first = try await store.record(event("a", "x", time: 1))
    let second = try await store.record(event("a", "y", time: 2))
    #expect(second.seq > first.seq)
    let reader = try InteractionStore(path: path, ifMissing: .refuse)
    #expect(try reader.history(of: UserID("a")) == [ItemID("x"), ItemID("y")])
    #expect(
      try await store.database.writeWithoutTransaction { db in
        try Int.fetchOne(db, sql: "PRAGMA synchronous")
      } == 2)
  }

  @Test func `an ingest leaves commits as durable as they were`() async throws {
    let store = try InteractionStore(path: scratch.path("events.db"), ifMissing: .create)
    try await scratch.ingest("user,item\na,x\n", into: store)
    #expect(
      try await store.database.writeWithoutTransaction { db in
        try Int.fetchOne(db, sql: "PRAGMA synchronous")
      } == 2)
  }

  @Test func `callers at the same time share transactions and all are answered`() async throws {
    let store = try InteractionStore(path: scratch.path("burst.db"), ifMissing: .create)
    let answers = try await withThrowingTaskGroup(of: Acknowledged.self) { group in
      for i in 0..<400 { group.addTask { try await store.record(event("u\(i % 20)", "i\(i)")) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(answers.map(\.seq)).count == 400)
    #expect(await store.recorder.commits < 100)
    #expect(try store.contents().count == 400)
  }

  @Test func `an event that repeats another is acknowledged with the first one's place`()
    async throws
  {
    let store = try InteractionStore.inMemory()
    let first = try await store.record(event("a", "x", value: 2, time: 5, client: "e1"))
    let retry = try await store.record(event("a", "x", value: 2, time: 6, client: "e1"))
    #expect(retry == Acknowledged(seq: first.seq, isDuplicate: true))
    let bare = try await store.record(event("a", "x"))
    #expect(!bare.isDuplicate)
    #expect(
      try await store.record(event("a", "x")) == Acknowledged(seq: bare.seq, isDuplicate: true))
  }

  @Test func `an event that is none is refused`() async throws {
    let store = try InteractionStore.inMemory()
    await #expect(throws: StoreFault.self) { try await store.record(event("", "x")) }
    await #expect(throws: StoreFault.self) { try await store.record(event("a", "x\u{0}")) }
    await #expect(throws: StoreFault.self) { try await store.record(event("a", "x", value: .nan)) }
    #expect(try store.describe().users == 0)
  }

  @Test func `a server may add users while a file is read`() async throws {
    let store = try InteractionStore(path: scratch.path("both.db"), ifMissing: .create)
    let path = try scratch.file("log.csv", longLog(rows: 6000, damagedEvery: 0))
    var options = IngestOptions()
    options.rowsPerTransaction = 200
    let ingesting = options
    async let file = store.ingest(path, ingesting)
    for i in 0..<40 { _ = try await store.record(event("u\(i * 20)", "new\(i)")) }
    let accepted = try await file.counts.accepted
    #expect(accepted == 6000)
    #expect(try store.contents().count == 6040)
    #expect(
      try store.validate(now: Date()).filter { $0.name == "references-intact" }[0].verdict == .pass)
  }
}
