import Testing

/// Every rule is shown a breach it must see and its innocent neighbour that it must not.
@Suite struct RuleTests {
  private func source(_ path: String, _ text: String) -> [SourceFile] {
    [SourceFile(path: path, text: text)]
  }

  @Test(arguments: [
    ("Sources/Tensors/X.swift", "import Foundation"),
    ("Sources/Tensors/X.swift", "import Datasets"),
    ("Sources/Datasets/X.swift", "public import FoundationEssentials"),
    ("Sources/Autodiff/X.swift", "import Datasets"),
    ("Sources/Models/X.swift", "import COpenBLAS"),
    ("Sources/Training/X.swift", "import Evaluation"),
    ("Sources/Store/X.swift", "import Models"),
    ("Sources/Engine/X.swift", "@preconcurrency import GRDB"),
    ("Sources/Engine/X.swift", "import class GRDB.DatabasePool"),
    ("Sources/facet/X.swift", "import NIOCore"),
    ("Sources/LineServer/X.swift", "import ArgumentParser"),
    ("Sources/Engine/Deep/X.swift", "  internal import LineServer"),
    ("Schema/X.swift", "import GRDB"),
    ("Sources/Unknown/X.swift", ""),
  ])
  func `a forbidden import is seen`(path: String, text: String) {
    #expect(ImportRule.violations(in: source(path, text)).count == 1)
  }

  @Test(arguments: [
    ("Sources/Tensors/X.swift", "import Dispatch\nimport COpenBLAS"),
    ("Sources/Evaluation/X.swift", "import Foundation\npublic import Tensors\nimport Autodiff"),
    ("Sources/Store/X.swift", "import GRDB"),
    ("Sources/LineServer/X.swift", "@preconcurrency import NIOPosix"),
    ("Sources/facet/X.swift", "import ArgumentParser\nimport Store\nimport Tensors"),
    ("Sources/Tensors/X.swift", "// import Foundation\nlet text = \"import Foundation\""),
    ("Tests/TensorsTests/X.swift", "import Foundation"),
  ])
  func `an allowed import is not`(path: String, text: String) {
    #expect(ImportRule.violations(in: source(path, text)).isEmpty)
  }

  @Test(arguments: [
    "let x = try! f()", "default: fatalError(\"no\")", "  print(1)", "debugPrint(x)",
    "final class C: @unchecked Sendable {}", "nonisolated(unsafe) var x = 1",
    "let a = \"closed\"; print(a)", "/* over\n*/ print(1)",
  ])
  func `a forbidden word is seen`(text: String) {
    #expect(WordRule.violations(in: source("Sources/Engine/X.swift", text)).count == 1)
  }

  @Test(arguments: [
    "hash.fingerprint(x)", "let text = \"print(1)\"", "// print(1)",
    "/* try! /* nested */ print(1) */",
    "// The lock guards it.\nfinal class C: @unchecked Sendable {}",
    "let t = #\"a \"print(1)\" b\"#",
    "let t = \"\"\"\n  print(1)\n  \"\"\"", "let t = \"\\(f(\"x\")) print(1)\"",
  ])
  func `its innocent neighbour is not`(text: String) {
    #expect(WordRule.violations(in: source("Sources/Engine/X.swift", text)).isEmpty)
  }

  @Test func `the CLI may print and nothing else there is freer`() {
    #expect(WordRule.violations(in: source("Sources/facet/X.swift", "print(1)")).isEmpty)
    #expect(WordRule.violations(in: source("Sources/facet/X.swift", "try! f()")).count == 1)
  }

  @Test func `marks of unfinished work are seen in comments too`() {
    #expect(WordRule.unfinished(in: source("Tools/x", "# TODO later")).count == 1)
    #expect(WordRule.unfinished(in: source("Sources/facet/X.swift", "// FIXME")).count == 1)
    #expect(WordRule.unfinished(in: source("README.md", "nothing to do")).isEmpty)
  }

  @Test func `paths of one machine are seen and paths that merely look so are not`() {
    for text in ["see /work/x", "\"/home/me\"", "cd /tmp/x", "/root/x"] {
      #expect(WordRule.machinePaths(in: source("README.md", text)).count == 1)
    }
    for text in [
      "https://example.org/work/x", "$folder/tmp/x".replacing("$folder", with: "a"), "homework/",
    ] {
      #expect(WordRule.machinePaths(in: source("README.md", text)).isEmpty)
    }
  }

  @Test func `the line over the limit is seen and the last allowed one is not`() {
    let line = "let x = 1\n"
    let long = source("Sources/Engine/X.swift", String(repeating: line, count: 401))
    let full = source("Sources/Engine/X.swift", String(repeating: line, count: 400))
    #expect(FileRule.tooLong(in: long).count == 1)
    #expect(FileRule.tooLong(in: full).isEmpty)
    #expect(FileRule.tooLong(in: source("README.md", String(repeating: line, count: 401))).isEmpty)
  }

  @Test func `a test file without its source file is seen`() {
    let sources = source("Sources/Engine/Deep/Jobs.swift", "")
    func lonely(_ path: String, _ text: String = "@Suite struct S {}") -> Int {
      FileRule.withoutSource(in: sources + source(path, text)).count
    }
    #expect(lonely("Tests/EngineTests/QueueTests.swift") == 1)
    #expect(lonely("Tests/EngineTests/JobTests.swift") == 0)
    #expect(lonely("Tests/StoreTests/JobsTests.swift") == 1)
    #expect(lonely("Tests/EngineTests/JobsTests.swift") == 0)
    #expect(lonely("Tests/EngineTests/Journeys/AnyTests.swift") == 0)
    #expect(lonely("Tests/EngineTests/Fixture.swift") == 0)
    #expect(lonely("Tests/EngineTests/HasteTests.swift", "/// Haste.\n@Suite struct S {}") == 0)
  }
}
