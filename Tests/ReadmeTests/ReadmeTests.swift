import Foundation
import Testing

/// The README of the repository, held against the program and the tree.
@Suite struct ReadmeTests {
  private let readme: Readme
  private let programs = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()

  init() throws { readme = try Readme() }

  private func expectNone(
    _ complaints: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      complaints.isEmpty, "\(complaints.joined(separator: "\n"))", sourceLocation: sourceLocation)
  }

  @Test func `the transcripts are what the program says`() async throws {
    let transcript = Transcript(readme.blocks(of: "console"))
    #expect(transcript.steps.count > 10)
    try await inTemporaryFolder { folder in
      expectNone(
        transcript.complaints(try await transcript.outputs(in: folder, programs: programs)))
    }
  }

  @Test func `the table of commands is the program's`() async throws {
    let dump = Transcript([["$ facet --experimental-dump-help"]])
    try await inTemporaryFolder { folder in
      let output = try await dump.outputs(in: folder, programs: programs)
      let json = Data(output.joined().joined(separator: "\n").utf8)
      expectNone(try readme.commandComplaints(json))
    }
  }

  @Test func `the table of requests is the server's`() { expectNone(readme.requestComplaints) }

  @Test func `the table of refusals is the engine's`() { expectNone(readme.faultComplaints) }

  @Test func `every path it names exists`() {
    #expect(readme.paths.count > 20)
    expectNone(readme.pathComplaints())
  }

  @Test func `every excerpt is in its source`() throws {
    #expect(!readme.blocks(of: "swift").isEmpty)
    expectNone(try readme.excerptComplaints())
  }

  @Test func `the results have their place`() {
    #expect(readme.lines.contains { $0.hasSuffix("# Results") })
  }
}

/// Runs a body with a folder that is removed behind it.
func inTemporaryFolder(_ body: (URL) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("facet-readme-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }  // the system clears what is left
  try await body(folder)
}
