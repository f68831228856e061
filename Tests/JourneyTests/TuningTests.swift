import Foundation
import Testing

/// Tuning through the program: a table and a line to paste; stopped, killed and resumed it is the
/// same table.
@Suite struct TuningTests {
  private static let tuning =
    ["tune", "multivae", "--seed", "3", "--epochs", "6", "--batch", "50"]
    + ["--set", "hidden=12", "--set", "width=6", "--json"]
  private static let halving = tuning + ["--method", "halving", "--trials", "9"]

  private static let undisturbed = Task {
    try await Program.succeed(halving + (try await Demo.fresh()).store)
  }

  /// Without what names the store.
  private static func table(_ json: String) throws -> String {
    let start = try #require(json.range(of: #""trials":"#)).lowerBound
    return String(json[start...])
  }

  @Test func `the line it prints trains the best trial`() async throws {
    let demo = try await Demo.fresh()
    let text = try await Program.succeed(
      ["tune", "multivae", "--trials", "3", "--epochs", "2", "--set", "hidden=12"]
        + ["--range", "width=4,6", "--method", "random"] + demo.store)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("trial  validation ndcg@100"))
    #expect(
      text.contains("on 60 validation users") && text.contains("test users were not looked at"))
    let words = try #require(lines.last).split(separator: " ").map(String.init)
    #expect(words.prefix(4) == ["facet", "train", "--model", "multivae"])
    #expect(words.contains("hidden=12") && words.contains("2") && words.contains("--epochs"))
    let trained = try await Program.succeed(Array(words.dropFirst()) + ["-q"])
    let score = try #require(lines[1].split(separator: " ").dropFirst().first)
    #expect(trained.contains("validation NDCG@100 \(score)"))
  }

  @Test func `side by side or not, the answer is the same`() async throws {
    let demo = try await Demo.fresh()
    let together = try await Program.succeed(
      Self.halving + demo.store + ["--parallel", "2", "--threads", "2"])
    let alone = try await Program.succeed(
      Self.halving + (try await Demo.fresh()).store + ["--threads", "2"])
    #expect(try Self.table(together) == Self.table(alone))
  }

  @Test func `Ctrl-C stops it and resuming ends in the same table`() async throws {
    let demo = try await Demo.fresh()
    let run = try Running(
      Self.halving + demo.store, interruption: .init(signal: SIGINT, message: "trial 2  "))
    let messages = await run.remainingMessages()
    #expect(await run.exit() == 130)
    #expect(messages.last?.contains("with --resume goes on with study multivae-1") == true)
    let resumed = try await Program.succeed(Self.halving + demo.store + ["--resume"])
    #expect(try Self.table(resumed) == Self.table(try await Self.undisturbed.value))
  }

  @Test(arguments: ["trial 0  ", "trial 4  ", "trial 8  "])
  func `killed and resumed it ends in the same table`(_ message: String) async throws {
    let demo = try await Demo.fresh()
    let run = try Running(
      Self.halving + demo.store,
      interruption: .init(signal: SIGKILL, message: message, delay: 20_000))
    #expect(await run.exit() == 128 + SIGKILL)
    let resumed = try await Program.succeed(Self.halving + demo.store + ["--resume"])
    #expect(try Self.table(resumed) == Self.table(try await Self.undisturbed.value))
  }

  @Test func `the best trial is kept when that is wanted`() async throws {
    let demo = try await Demo.fresh()
    let text = try await Program.succeed(
      Self.tuning + ["--trials", "2", "--epochs", "2", "--train", "-q"] + demo.store)
    #expect(text.contains(#""model":"multivae@1""#))
    #expect(try demo.modelFiles().contains("multivae-1.safetensors"))
    let list = try await Program.succeed(["model", "list"] + demo.store)
    #expect(list.contains("multivae@1"))
  }

  @Test func `what it cannot search is refused`() async throws {
    let demo = try await Demo.fresh()
    for (option, value, exit) in [
      ("--range", "betta=1..2", 64), ("--range", "beta=2..1", 64), ("--range", "beta", 64),
      ("--metric", "ndgc@10", 64), ("--keep", "1", 64), ("--trials", "0", 64),
      ("--parallel", "1000", 64),
    ] {
      let run = try await Program.run(["tune", "multivae", option, value] + demo.store)
      #expect(run.exit == exit, "\(option) \(value): \(run.messages)")
    }
  }
}
