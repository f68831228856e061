import Foundation
import Testing

/// Every check of the README is shown one that is wrong.
@Suite struct WrongReadmeTests {
  @Test(arguments: [
    (["a", "b"], ["a", "b"], true), (["a"], ["a", "b"], false), (["a", "b"], ["a"], false),
    (["a", "…", "d"], ["a", "b", "c", "d"], true), (["a", "…", "d"], ["a", "d"], true),
    (["a", "…", "d"], ["a", "b"], false), (["…", "b", "…"], ["a", "c"], false),
    (["…", "x", "…"], ["x", "a", "x"], true), (["took …"], ["took 3 s"], true),
    (["took …"], ["needs 3 s"], false), (["a … c"], ["a bb c"], true),
    (["a … c"], ["a bb"], false), (["a…b…c"], ["a-b-c"], true), (["a…b…c"], ["a-c"], false),
    (["c0…c3"], ["c0…c3"], true), ([], [], true), ([], ["a"], false),
  ])
  func `a gap stands for anything and a word for itself`(
    pattern: [String], text: [String], isMatch: Bool
  ) {
    #expect((LinePattern(lines: pattern).mismatch(with: text) == nil) == isMatch)
  }

  @Test func `a transcript is cut into commands and their output`() {
    let readme = Readme(
      """
      ```console
      $ facet a \\
          --b
      out

      more

      $ facet c
      ```
      ```text
      $ facet ignored
      ```
      """)
    #expect(
      Transcript(readme.blocks(of: "console")).steps == [
        .init(command: "facet a \\\n    --b", expected: ["out", "", "more"]),
        .init(command: "facet c"),
      ])
  }

  @Test func `a wrong output is seen and a right one is not`() async throws {
    let transcript = Transcript([
      ["$ sleep 600 &", "$ printf 'a\\n7 s\\n'", "a", "… s", "$ printf 'b\\n'", "c"]
    ])
    try await inTemporaryFolder { folder in
      let outputs = try await transcript.outputs(in: folder, programs: folder)
      #expect(outputs == [[], ["a", "7 s"], ["b"]])
      #expect(transcript.complaints(outputs) == ["$ printf 'b\\n'\n  README: c\n  program: b"])
      #expect(transcript.complaints([]) == ["3 commands, 0 outputs"])
    }
  }

  @Test func `a missing, a wrong and a misplaced row are seen`() throws {
    let help = Data(
      """
      {"command":{"commandName":"facet","subcommands":[{"commandName":"a","abstract":"Do a."},
      {"commandName":"b","abstract":"Do b."},{"commandName":"help","abstract":"Help."}]}}
      """.utf8)
    func complaints(_ rows: String...) throws -> [String] {
      let table = ["# The commands", "| command | what |", "|---|---|"] + rows + ["# Next"]
      return try Readme(table.joined(separator: "\n")).commandComplaints(help)
    }
    let (a, b) = ("| `facet a` | Do a. |", "| `facet b` | Do b. |")
    #expect(try complaints(a, b) == [])
    #expect(try complaints(a) == [#"missing: ["facet b", "Do b."]"#])
    #expect(try complaints(a, b, "| `facet c` | Do c. |") == [#"wrong: ["facet c", "Do c."]"#])
    #expect(try complaints(b, a) == ["other order or repeated"])
  }

  @Test func `a README without the tables of the socket lacks every row`() {
    let readme = Readme("# Requests\n\n| `PING` | answer |\n\n# Refusals\n\n| `SYNTAX` | 1 |\n")
    #expect(readme.requestComplaints.contains("wrong: [\"PING\", \"answer\"]"))
    #expect(readme.requestComplaints.contains { $0.hasPrefix("missing: [\"REC user") })
    #expect(readme.faultComplaints.contains("wrong: [\"SYNTAX\", \"1\"]"))
    #expect(readme.faultComplaints.contains("missing: [\"SYNTAX\", \"64\"]"))
  }

  @Test func `paths that do not exist are seen`() {
    let readme = Readme(
      """
      `Tools/test` and `Tools/tset`, [rules](Package.swift), [more](docs/more.md),
      `Tensor.swift`, `Tenser.swift`, `Sources/Nowhere/X.swift:7`, `Tests/…`, <https://example.org>,
      `swift test --filter Tools/gone`
      """)
    #expect(
      readme.pathComplaints() == [
        "there is no Sources/Nowhere/X.swift:7", "there is no Tenser.swift",
        "there is no Tools/gone", "there is no Tools/tset", "there is no docs/more.md",
      ])
  }

  @Test func `an excerpt that has drifted from its source is seen`() throws {
    func complaints(_ lines: String...) throws -> [String] {
      try Readme((["```swift"] + lines + ["```"]).joined(separator: "\n")).excerptComplaints()
    }
    let path = "Sources/Engine/Commands/Ping.swift"
    #expect(try complaints("// \(path)", "public struct Ping: Command {", "…", "}") == [])
    #expect(
      try complaints("// \(path)", "public struct Pong: Command {")
        == ["\(path) has no line public struct Pong: Command {"])
    #expect(try complaints("let x = 1") == ["an excerpt without a path: let x = 1"])
  }
}
