import Datasets
import GRDB
import Testing

@testable import Store

/// Gathered rows leave the store that single transactions leave, to the place in the log.
@Suite struct ScatteredRowsTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func options(gathering: Bool) -> IngestOptions {
    var options = IngestOptions()
    options.rowsPerTransaction = 20
    options.rowsBeforeGathering = gathering ? 60 : .max
    options.rowsPerRebuild = 0
    return options
  }

  @Test(arguments: [false, true])
  func `gathered rows leave the same log, counts and positions`(_ sessions: Bool) async throws {
    let path = try scratch.file("log.csv", scatteredLog(rows: 3_000, sessions: sessions))
    var stores: [InteractionStore] = []
    var positives: [Int] = []
    for gathering in [false, true] {
      let store = try InteractionStore.inMemory()
      _ = try await store.record(event("u3", "i4", "rating", value: 4))
      let summary = try await store.ingest(path, options(gathering: gathering))
      #expect(summary.counts.duplicate > 100)
      positives.append(summary.positives)
      stores.append(store)
    }
    #expect(try stores[0].contents() == stores[1].contents())
    #expect(try stores[0].positions() == stores[1].positions())
    #expect(positives[0] == positives[1])
    let commits = try await stores[1].ingest(path, options(gathering: true)).counts
    #expect(commits.accepted == 0)
  }

  @Test func `a gathered run that was stopped is resumed to the same store`() async throws {
    let path = try scratch.file("log.csv", scatteredLog(rows: 4_000))
    let whole = try InteractionStore.inMemory()
    _ = try await whole.ingest(path, options(gathering: true))
    let store = try InteractionStore.inMemory()
    let options = options(gathering: true)
    let first = try await Task {
      var seen = 0
      return try await store.ingest(path, options) { _ in
        seen += 1
        if seen == 6 { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }.value
    #expect(first.outcome == .interrupted)
    #expect(first.rows > 1_000 && first.rows < 4_000)
    var resuming = options
    resuming.resumes = true
    _ = try await store.ingest(path, resuming)
    #expect(try store.contents() == whole.contents())
    #expect(try store.positions() == whole.positions())
  }

  @Test func `a file sorted by user is not gathered`() async throws {
    let store = try InteractionStore.inMemory()
    var transactions = 0
    _ = try await store.ingest(
      try scratch.file("log.csv", longLog(rows: 400, damagedEvery: 0)), options(gathering: true)
    ) { _ in transactions += 1 }
    #expect(transactions == 20)
    transactions = 0
    _ = try await store.ingest(
      try scratch.file("scattered.csv", scatteredLog(rows: 4_000)), options(gathering: true)
    ) { _ in transactions += 1 }
    #expect(transactions < 10)
  }

  @Test func `a known event is looked up in the index alone`() async throws {
    let store = try InteractionStore.inMemory()
    let plan = try await store.database.read { db in
      try Row.fetchAll(
        db, sql: "EXPLAIN QUERY PLAN " + ScatteredRows.lookUp, arguments: [1, 1, 1, 1, 1]
      )
      .map { $0["detail"] as String }
    }
    #expect(plan.count == 1)
    #expect(plan[0].contains("INDEX event_identity (user=? AND item=? AND type=? AND <expr>=?"))
  }
}
