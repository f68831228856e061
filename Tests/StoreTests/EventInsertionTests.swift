import Datasets
import GRDB
import Testing

@testable import Store

/// Many rows to a statement, as if they came one by one.
@Suite struct EventInsertionTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test(arguments: [1, 31, 32, 33, 70])
  func `the rows of a batch stand in the log in their order`(_ rows: Int) async throws {
    let store = try InteractionStore.inMemory()
    let summary = try await scratch.ingest(
      "user,item,rating\n" + (0..<rows).map { "a,\($0),\($0 % 5 + 1)\n" }.joined(), into: store)
    #expect(summary.counts.accepted == rows)
    #expect(summary.positives == (0..<rows).count { $0 % 5 >= 3 })
    #expect(
      try store.contents()
        == (0..<rows).map { "\($0 + 1) \"a\" \"\($0)\" \"rating\" \($0 % 5 + 1).0 NULL NULL NULL" })
  }

  @Test func `of a statement that was known in part, what is new is counted and kept`() async throws
  {
    let store = try InteractionStore.inMemory()
    func file(_ rows: some Sequence<Int>) -> String {
      "user,item,rating\n" + rows.map { "a,\($0),\($0 % 5 + 1)\n" }.joined()
    }
    // Every second of the first 20 rows is known, and the last 12 rows repeat the first of the
    // file.
    try await scratch.ingest(file(stride(from: 0, to: 20, by: 2)), into: store)
    let summary = try await scratch.ingest(
      file(Array(0..<52) + Array(0..<12)), as: "second.csv", into: store)
    #expect(summary.counts.read == 64)
    #expect(summary.counts.accepted == 42)
    #expect(summary.counts.duplicate == 22)
    let new = (0..<52).filter { $0 >= 20 || $0 % 2 == 1 }
    #expect(summary.positives == new.count { $0 % 5 >= 3 })
    #expect(
      try store.contents().dropFirst(10).map { String($0.split(separator: "\"")[3]) }
        == new.map(String.init))
  }

  @Test func `sessions and client ids come along, and a repeated client id is a duplicate`()
    async throws
  {
    let store = try InteractionStore.inMemory()
    let rows = (0..<40).map { "a,\($0),s\($0 / 2),\($0 == 35 ? "c3" : "c\($0)")\n" }.joined()
    let summary = try await scratch.ingest("user,item,session,event_id\n" + rows, into: store)
    #expect(summary.counts.accepted == 39)
    let contents = try store.contents()
    #expect(contents[1] == "2 \"a\" \"1\" \"interaction\" NULL NULL \"s0\" \"c1\"")
    #expect(contents.last == "39 \"a\" \"39\" \"interaction\" NULL NULL \"s19\" \"c39\"")
  }

  @Test func `references are checked again after a bulk load`() async throws {
    let store = try InteractionStore(path: scratch.path("store.db"), ifMissing: .create)
    try await scratch.ingest("user,item\na,x\n", into: store)
    #expect(throws: (any Error).self) {
      try store.database.write { db in
        try db.execute(sql: "INSERT INTO event (user, item, type) VALUES (99, 1, 1)")
      }
    }
  }
}
