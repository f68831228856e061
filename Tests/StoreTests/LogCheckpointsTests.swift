import Foundation
import Testing

@testable import Store

/// Pages go from the log into the file beside the writer, and nobody trips over it.
@Suite struct LogCheckpointsTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func `a load whose last rows begin a checkpoint ends well`() async throws {
    let store = try InteractionStore(path: scratch.path("store.db"), ifMissing: .create)
    let rows = LogCheckpoints.rowsPerPass
    let summary = try await scratch.ingest(longLog(rows: rows, damagedEvery: 0), into: store)
    #expect(summary.outcome == .complete)
    #expect(summary.counts.accepted == rows)
  }

  @Test func `a load ends well while another connection takes checkpoints`() async throws {
    let store = try InteractionStore(path: scratch.path("store.db"), ifMissing: .create)
    let other = try #require(LogCheckpoints(path: scratch.path("store.db")))
    let path = try scratch.file("log.csv", longLog(rows: 4_000, damagedEvery: 0))
    var options = IngestOptions()
    options.rowsPerTransaction = 100
    let summary = try await store.ingest(path, options) { _ in other.begin() }
    other.wait()
    #expect(summary.outcome == .complete)
    #expect(summary.counts.accepted == 4_000)
  }

  @Test func `a store in memory has none`() {
    #expect(LogCheckpoints(path: ":memory:") == nil)
  }
}
