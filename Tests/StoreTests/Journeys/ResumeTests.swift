import Foundation
import GRDB
import Testing

@testable import Store

/// A run that was stopped and resumed leaves the store of a run that was not.
@Suite struct ResumeTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private var options: IngestOptions {
    var options = IngestOptions()
    options.rowsPerTransaction = 500
    return options
  }

  private func uninterrupted(_ path: String) async throws -> InteractionStore {
    let store = try InteractionStore.inMemory()
    _ = try await store.ingest(path, options)
    return store
  }

  /// Ingests until `transactions` are committed.
  private func interrupted(_ path: String, after transactions: Int) async throws -> InteractionStore
  {
    let store = try InteractionStore.inMemory()
    let options = options
    let summary = try await Task {
      var seen = 0
      return try await store.ingest(path, options) { _ in
        seen += 1
        if seen == transactions { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }.value
    #expect(summary.outcome == .interrupted)
    return store
  }

  @Test(arguments: [1, 3, 7])
  func `a resumed run equals an uninterrupted one`(_ transactions: Int) async throws {
    let path = try scratch.file("log.csv", longLog(rows: 5000))
    let whole = try await uninterrupted(path)
    let store = try await interrupted(path, after: transactions)
    #expect(try store.contents().count < 5000)
    #expect(try store.sources().map(\.state) == ["running"])
    var resuming = options
    resuming.resumes = true
    let summary = try await store.ingest(path, resuming)
    #expect(summary.outcome == .complete)
    #expect(summary.rows < 5000)
    #expect(try store.contents() == whole.contents())
    #expect(try store.positions() == whole.positions())
    let full = URL(fileURLWithPath: path).standardizedFileURL.path
    #expect(try store.rejectedRows(of: full) == whole.rejectedRows(of: full))
  }

  @Test func `a packed file is resumed too`() async throws {
    let path = try scratch.file("log.csv", longLog(rows: 5000))
    try #require(try await shell("gzip -k '\(path)'") == 0)
    let whole = try await uninterrupted(path + ".gz")
    let store = try await interrupted(path + ".gz", after: 4)
    var resuming = options
    resuming.resumes = true
    _ = try await store.ingest(path + ".gz", resuming)
    #expect(try store.contents() == whole.contents())
    #expect(try store.positions() == whole.positions())
  }

  @Test func `resuming a file that is done reads only what was added`() async throws {
    let store = try InteractionStore.inMemory()
    try await scratch.ingest(longLog(rows: 900), into: store, options)
    var resuming = options
    resuming.resumes = true
    #expect(try await scratch.ingest(longLog(rows: 900), into: store, resuming).rows == 0)
    let grown = try await scratch.ingest(longLog(rows: 950), into: store, resuming)
    #expect(grown.rows == 50)
    #expect(grown.counts.accepted == 950)
  }

  @Test func `a file that changed is not resumed`() async throws {
    let store = try InteractionStore.inMemory()
    try await scratch.ingest("user,item\na,x\nb,y\n", into: store)
    var resuming = options
    resuming.resumes = true
    await #expect {
      try await scratch.ingest("user,item\na,z\nb,y\n", into: store, resuming)
    } throws: { "\($0)".contains("its beginning changed") }
    resuming.type = "click"
    await #expect {
      try await scratch.ingest("user,item\na,x\nb,y\n", into: store, resuming)
    } throws: { "\($0)".contains("now as") }
  }

  @Test(arguments: [false, true])
  func `a run that is killed is resumed by the program to the same store`(_ isScattered: Bool)
    async throws
  {
    let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("facet").path
    guard FileManager.default.isExecutableFile(atPath: program) else { return }
    // A log in no order is killed in the one transaction that takes all but its beginning.
    let log = try scratch.file(
      "log.csv", isScattered ? scatteredLog(rows: 300_000) : longLog(rows: 300_000))
    let beginning = isScattered ? 100_000 : 1
    let path = scratch.path("killed.db")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["ingest", log, "--store", path, "--quiet"]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    var committed = 0
    while process.isRunning, committed < beginning {
      committed =
        (try? InteractionStore(path: path, ifMissing: .refuse).sources().first?.counts.read) ?? 0
      await Task.yield()
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let left = try InteractionStore(path: path, ifMissing: .refuse)
    let read = try left.sources().map(\.counts.read)
    #expect(!isScattered || read == [100_000] || read == [300_000])
    let status = try await shell(
      "'\(program)' ingest '\(log)' --store '\(path)' --resume --quiet > /dev/null")
    #expect(status == 0)
    let whole = try InteractionStore.inMemory()
    _ = try await whole.ingest(log, IngestOptions())
    let killed = try InteractionStore(path: path, ifMissing: .refuse)
    #expect(try killed.contents() == whole.contents())
    #expect(try killed.positions() == whole.positions())
  }
}
