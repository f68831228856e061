import Foundation
import Testing

@testable import Store

/// Files as they come: marks, line ends, quotes, encodings, packing, and rows that are broken.
@Suite struct DamageTests {
  private let scratch: Scratch
  private let store: InteractionStore
  private let plain = ["1 \"a\" \"x\" \"interaction\" NULL NULL NULL NULL"]

  init() throws {
    scratch = try Scratch()
    store = try .inMemory()
  }

  @Test func `a byte-order mark and Windows line ends are not part of the data`() async throws {
    try await scratch.ingest("\u{FEFF}user,item\r\na,x\r\n", into: store)
    #expect(try store.contents() == plain)
  }

  @Test func `a last line without an end counts`() async throws {
    try await scratch.ingest("user,item\n\n\na,x", into: store)
    #expect(try store.contents() == plain)
  }

  @Test func `a quoted field may run over lines`() async throws {
    let summary = try await scratch.ingest(
      "note,user,item\n\"two\nlines, \"\"really\"\"\",a,x\nplain,b,y,\nz,,w\n", into: store)
    #expect(summary.counts.accepted == 2)
    #expect(summary.firstRejects == [.init(line: 5, reason: "the user is empty", text: "z,,w")])
  }

  @Test func `a quote that is never closed costs one row`() async throws {
    let summary = try await scratch.ingest(
      "user,item,note\na,x,\"oops\nb,y,fine\nc,z,fine\n", into: store)
    #expect(summary.counts.accepted == 2)
    #expect(summary.firstRejects.map(\.line) == [2])
    #expect(summary.firstRejects.map(\.reason) == ["a quote is not closed"])
  }

  @Test func `damaged rows are rejected with line and reason and the rest is kept`() async throws {
    let long = String(repeating: "i", count: 513)
    var options = IngestOptions()
    options.rejects = scratch.path("bad.tsv")
    let summary = try await scratch.ingest(
      "user,item,rating,timestamp\n1,2,3,4\n1\n,2,3,4\n1,\(long),3,4\n1,2,x,4\n1,2,3,soon\n"
        + "1,a\u{0}b,3,4\n2,2,,\n", into: store, options)
    #expect(summary.outcome == .tooManyRejected)
    #expect(summary.counts.accepted == 2)
    #expect(
      summary.firstRejects.map { "\($0.line) \($0.reason)" } == [
        "3 1 fields; user and item need 2", "4 the user is empty",
        "5 the item has 513 bytes; the longest has 512", "6 value \"x\" is not a number",
        "7 time \"soon\" is not a time", "8 the item contains a NUL byte",
      ])
    #expect(try store.sources().map(\.state) == ["failed"])
    #expect(
      try store.rejectedRows(of: scratch.url.standardizedFileURL.path + "/log.csv").count == 6)
    let text = try String(contentsOfFile: scratch.path("bad.tsv"), encoding: .utf8)
    #expect(text.hasPrefix("3\t1 fields; user and item need 2\t1\n4\t"))
    #expect(text.split(separator: "\n").count == 6)
  }

  @Test func `a rejected row leaves no user and no item behind`() async throws {
    try await scratch.ingest("user,item,rating\nghost,spectre,boo\na,x,1\n", into: store)
    #expect(try store.describe().users == 1)
    #expect(try store.describe().items == 1)
  }

  @Test func `a line beyond a mebibyte is rejected and survived`() async throws {
    let huge = String(repeating: "z", count: LineReader.longestLine + 10)
    let summary = try await scratch.ingest(
      "user,item\na,x\nb,\(huge)\nc,\(huge)\(huge)\(huge)\nd,y\n", into: store)
    #expect(summary.counts.accepted == 2)
    #expect(summary.firstRejects.map(\.line) == [3, 4])
    #expect(summary.firstRejects[0].reason == "the line is longer than 1048576 bytes")
    #expect(summary.firstRejects[0].text.hasPrefix("b,zzz"))
  }

  @Test func `an id in Latin-1 is the same id in UTF-8`() async throws {
    let bytes = Array("user,item\nJos".utf8) + [0xE9] + Array(",x\n".utf8)
    let summary = try await store.ingest(try scratch.file("l.csv", bytes), IngestOptions())
    #expect(summary.warnings.count == 1)
    let again = try await scratch.ingest("user,item\nJosé,x\n", into: store)
    #expect(again.counts.duplicate == 1)
  }

  @Test func `UTF-16 and empty files are refused with a reason`() async throws {
    let wide = try scratch.file("w.csv", [0xFF, 0xFE, 0x61, 0x00])
    await #expect(throws: IngestFault.self) { try await store.ingest(wide, IngestOptions()) }
    await #expect(throws: IngestFault.self) { try await scratch.ingest("", into: store) }
    await #expect {
      try await store.ingest(scratch.path("gone.csv"), IngestOptions())
    } throws: { "\($0)".hasSuffix("cannot be read: there is no such file") }
  }

  @Test(arguments: ["gzip", "xz", "zstd"])
  func `a packed file is unpacked on the way`(_ program: String) async throws {
    let path = try scratch.file("log.csv", "user,item\na,x\n")
    let ending = ["gzip": "gz", "xz": "xz", "zstd": "zst"][program] ?? ""
    guard try await shell("\(program) -c '\(path)' > '\(path).\(ending)'") == 0 else { return }
    let summary = try await store.ingest("\(path).\(ending)", IngestOptions())
    #expect(summary.counts.accepted == 1)
    #expect(try store.contents() == plain)
  }

  @Test func `a damaged archive is a fault and not an end of file`() async throws {
    let path = try scratch.file("log.csv", longLog(rows: 20_000))
    try #require(try await shell("gzip '\(path)' && truncate -s -900 '\(path).gz'") == 0)
    await #expect {
      try await store.ingest("\(path).gz", IngestOptions())
    } throws: { "\($0)".contains("the file is damaged") }
  }

  @Test func `a pipe is read like a file`() async throws {
    let path = scratch.path("pipe")
    try #require(try await shell("mkfifo '\(path)'") == 0)
    async let writer = shell("printf 'user\\titem\\na\\tx\\n' > '\(path)'")
    let summary = try await store.ingest(path, IngestOptions())
    #expect(try await writer == 0)
    #expect(summary.counts.accepted == 1)
    #expect(try store.contents() == plain)
  }

  @Test func `the same file twice adds nothing`() async throws {
    let log = longLog(rows: 3000, damagedEvery: 0)
    let first = try await scratch.ingest(log, into: store)
    let contents = try store.contents()
    let second = try await scratch.ingest(log, into: store)
    #expect(first.counts.accepted == 3000)
    #expect(second.counts.accepted == 0)
    #expect(second.counts.duplicate == 3000)
    #expect(try store.contents() == contents)
  }

  @Test func `events that differ in one part only are all kept`() async throws {
    let summary = try await scratch.ingest(
      """
      user,item,type,value,time
      a,x,play,1,5
      a,x,play,1,6
      a,x,play,2,5
      a,x,play,,5
      a,x,play,1,
      a,x,skip,1,5
      a,x,play,,
      a,x,play,,

      """, into: store)
    #expect(summary.counts.accepted == 7)
    #expect(summary.counts.duplicate == 1)
  }

  @Test func `a dry run counts and keeps nothing`() async throws {
    var options = IngestOptions()
    options.isDryRun = true
    let summary = try await scratch.ingest(longLog(rows: 2000), into: store, options)
    #expect(summary.counts.read == 2000)
    #expect(summary.counts.rejected == 2)
    #expect(try store.contents().isEmpty)
    #expect(try store.sources().isEmpty)
  }

}

/// Runs a command of the shell; returns its status.
func shell(_ command: String) async throws -> Int32 {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/sh")
  process.arguments = ["-c", command]
  return try await withCheckedThrowingContinuation { done in
    process.terminationHandler = { done.resume(returning: $0.terminationStatus) }
    do { try process.run() } catch { done.resume(throwing: error) }
  }
}
