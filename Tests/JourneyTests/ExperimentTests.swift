import Foundation
import Testing

/// A whole study through the program, on the demonstration log with a tiny budget.
@Suite struct ExperimentTests {
  private static let text = """
    name = "tiny"
    [data]
    files = ["items.csv", "events.csv"]
    positive = ["rating>=4"]
    [split]
    seeds = [1, 2]
    [training]
    epochs = 4
    batch = 100
    [tuning]
    method = "halving"
    trials = 3
    [evaluation]
    seeds = [1, 2]
    metrics = ["ndcg@100", "recall@20"]
    [report]
    formats = ["md", "csv", "json", "html"]
    [disentanglement]
    attribute = "genre"
    trees = 3
    draws = 1
    [steering]
    users = 20
    [[model]]
    name = "popularity"
    seeds = [1]
    [[model]]
    name = "multivae"
    settings = { hidden = 12, width = 6 }
    ranges = { beta = "0.1..1" }
    """

  /// The folder of a log with the study in it.
  private static func prepared() async throws -> URL {
    let demo = try await Demo.fresh()
    try Data(text.utf8).write(to: demo.folder.appendingPathComponent("tiny.toml"))
    return demo.folder
  }

  private static let run = ["experiment", "run", "tiny.toml", "--data", ".", "--threads", "1"]

  private static let undisturbed = Task {
    let folder = try await prepared()
    return (folder, try await Program.succeed(run, in: folder))
  }

  @Test func `one file makes the table, and shows it again`() async throws {
    let (folder, table) = try await Self.undisturbed.value
    #expect(table.hasPrefix("### tiny\n"))
    #expect(table.contains("2 divisions, settings chosen on validation users, halving"))
    #expect(table.contains("| multivae | 0.") && table.contains("| popularity | 0."))
    let shown = try await Program.succeed(["experiment", "show", "tiny.toml"], in: folder)
    #expect(shown == table)
    let out = folder.appendingPathComponent("tiny.study")
    #expect(table.contains("#### Codes of people\n") && table.contains("#### Knobs\n"))
    #expect(table.contains("| popularity | no factors |"))
    for file in ["table.md", "table.csv", "factors.csv", "table.json", "report.html"] {
      #expect(FileManager.default.fileExists(atPath: out.appendingPathComponent(file).path))
    }
    let page = try String(
      contentsOf: out.appendingPathComponent("report.html"), encoding: .utf8)
    #expect(page.contains("Codes of people</h2>") && page.contains("no factors"))
    // One look at the test users for every final model: 2 divisions, 1 and 2 seeds; and two at its
    // factors.
    let cells = try FileManager.default.contentsOfDirectory(
      atPath: out.appendingPathComponent("results").path)
    #expect(cells.count == 3 * 6)
    // Run again it computes nothing.
    let again = try await Program.run(Self.run, in: folder)
    #expect(again.exit == 0 && again.output == table)
    #expect(!again.messages.contains("train") && !again.messages.contains("tune"))
  }

  @Test(arguments: [
    "ingest ", "trial 1 ", "seed 2: train", "division 2: tune", "evaluate", "seed 2: steering",
  ])
  func `killed and run again it ends in the same table`(_ message: String) async throws {
    let folder = try await Self.prepared()
    let run = try Running(
      [
        "experiment", "run", folder.appendingPathComponent("tiny.toml").path,
        "--data", folder.path, "--out", folder.appendingPathComponent("tiny.study").path,
        "--threads", "1",
      ], interruption: .init(signal: SIGKILL, message: message, delay: 5_000))
    #expect(await run.exit() == 128 + SIGKILL)
    #expect(try await Program.succeed(Self.run, in: folder) == Self.undisturbed.value.1)
  }

  @Test func `a study is checked, and a wrong one refused in its place`() async throws {
    let folder = try await Self.prepared()
    let check = try await Program.succeed(["experiment", "check", "tiny.toml"], in: folder)
    #expect(
      check.hasPrefix("tiny: 2 models, 2 divisions, halving of 3 trials each, 6 final models"))
    #expect(check.contains("multivae  beta=0.1..1.0"))
    #expect(check.contains("every final model  disentanglement by genre, 3 trees, 1 draws"))
    let wrong = Self.text.replacing("trials = 3", with: "trails = 3")
    try Data(wrong.utf8).write(to: folder.appendingPathComponent("tiny.toml"))
    let refused = try await Program.run(["experiment", "check", "tiny.toml"], in: folder)
    #expect(refused.exit == 65)
    #expect(refused.messages.contains("no key \"trails\"; did you mean trials?"))
    let absent = try await Program.run(["experiment", "show", "gone.toml"], in: folder)
    #expect(absent.exit == 66)
  }
}
