import Foundation
import TestSupport
import Testing

/// `facet compare` and the reports, through the program, on the demonstration log.
@Suite struct ComparingTests {
  private static let cheap = ["--metrics", "ndcg@100,recall@20", "--rounds", "300"]

  @Test func `the better model is named, by how much and how surely`() async throws {
    let demo = try await Demo.trained.value
    let lines = try await Program.succeed(
      ["compare", "popularity", "macridvae", "-q"] + Self.cheap + demo.store
    ).split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines[0].hasPrefix("macridvae@1 beats popularity@1 by 0.3"), "\(lines[0])")
    #expect(lines[0].hasSuffix("Holm p < 0.001, 60 users"))
    #expect(lines[5].hasSuffix("paired t-test, two-sided, Holm over 2 comparisons"))
  }

  @Test func `the answer in JSON is the same every time`() async throws {
    let demo = try await Demo.trained.value
    let arguments =
      ["compare", "macridvae", "popularity", "--json", "-q"] + Self.cheap + demo.store
    let first = try await Program.succeed(arguments)
    #expect(try await Program.succeed(arguments + ["--threads", "1"]) == first)
    let reply = try #require(
      try JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any])
    let verdicts = try #require(reply["verdicts"] as? [[String: Any]])
    #expect(verdicts.first?["finding"] as? String == "worse")
    #expect((reply["scope"] as? [String: Any])?["users"] as? Int == 60)
  }

  @Test func `reports are written in every format`() async throws {
    let demo = try await Demo.trained.value
    let scratch = try TemporaryFolder()
    for format in ["html", "md", "tex", "json", "csv"] {
      let out = scratch.file("report.\(format)").path
      try await Program.succeed(
        ["compare", "popularity", "macridvae", "-q", "--report", format, "--out", out] + Self.cheap
          + demo.store)
      #expect(FileManager.default.fileExists(atPath: out), "\(format)")
    }
    let page = try String(contentsOf: scratch.file("report.html"), encoding: .utf8)
    #expect(page.contains("macridvae@1 beats popularity@1 by 0.3"))
    #expect(page.contains("facet compare popularity macridvae -q --report html"))
    for title in ["Verdict", "Concepts", "Steering", "Training", "How it was made"] {
      #expect(page.contains(">\(title)</h2>"), "\(title)")
    }
    #expect(!page.contains("http:") && !page.contains("<script"))
    let plots = try FileManager.default.contentsOfDirectory(
      atPath: scratch.file("report.csv").path)
    #expect(plots.contains("differences.csv") && plots.contains("steering-macridvae-1.csv"))
  }

  @Test func `one model has a report of its own`() async throws {
    let demo = try await Demo.trained.value
    let scratch = try TemporaryFolder()
    let out = scratch.file("one.html").path
    try await Program.succeed(
      ["evaluate", "popularity", "-q", "--report", "html", "--out", out] + demo.store)
    let page = try String(contentsOfFile: out, encoding: .utf8)
    #expect(page.contains(">Result</h2>") && page.contains("NDCG@100 is 0."))
  }

  @Test func `models of different splits, one model alone and half an option are refused`()
    async throws
  {
    let demo = try await Demo.trained.value.copied()
    try await Program.succeed(
      ["train", "--model", "popularity", "--split-seed", "3", "--no-activate", "-q"] + demo.store)
    let other = try await Program.run(["compare", "popularity", "macridvae", "-q"] + demo.store)
    #expect(other.exit == 65)
    #expect(
      other.messages.hasPrefix(
        "DATA macridvae@1 and popularity@2 were trained on different splits"))
    let alone = try await Program.run(["compare", "macridvae"] + demo.store)
    #expect(alone.exit == 64)
    #expect(alone.messages == "ARGS a comparison takes two models or more, not 1\n")
    let twice = try await Program.run(["compare", "macridvae", "macridvae@1"] + demo.store)
    #expect(twice.exit == 64 && twice.messages == "ARGS macridvae@1 is there twice\n")
    let half = try await Program.run(["compare", "a", "b", "--report", "html"] + demo.store)
    #expect(half.exit == 64 && half.messages.contains("--report wants --out"))
  }
}
