public import ArgumentParser
import Engine
public import Evaluation
import Foundation

/// `facet compare`: whether one model is better than another, by how much, and how surely.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Say whether one model is better than another, and how surely.",
    discussion: """
      All models are measured on the same held-out users and compared user by user with the \
      baseline, the first of them unless another is named. Claims rest on a two-sided test after \
      Holm's correction over all comparisons shown; the other tests, intervals and effect sizes \
      stand in the report and in --json. A report also shows what each model recommends: coverage, \
      Gini, novelty, popularity, diversity and calibration of its lists, beside its accuracy.

        facet compare popularity macridvae
        facet compare ease@1 macridvae@2 recvae@1 --report html --out report.html
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var run: RunOptions

  @Argument(help: "Two models or more: name (its newest) or name@version.")
  var models: [String] = []

  @Option(help: ArgumentHelp("The model to compare with; the first.", valueName: "model"))
  var baseline: String?

  @Flag(help: "Compare the best of each metric with the others instead.")
  var againstBest = false

  @Option(help: ArgumentHelp("Split files; those the models were trained on.", valueName: "folder"))
  var split: String?

  @Option(help: "test or validation users.")
  var part = EvaluationJob.Part.test

  @Option(help: ArgumentHelp("Metrics and cut-offs.", valueName: "list"))
  var metrics = "ndcg@100,recall@20,recall@50"

  @Option(help: "Level of the claims; intervals have the confidence 1 − alpha.")
  var alpha = 0.05

  @Option(help: "Test whose p decides: t, wilcoxon or randomisation.")
  var test = ComparisonSettings.Test.t

  @Option(help: "Rounds of the bootstrap and of the randomisation test.")
  var rounds = 10_000

  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard alpha > 0, alpha < 0.5 else {
      throw ValidationError("--alpha is above 0 and below 0.5, not \(alpha)")
    }
    guard (100...1_000_000).contains(rounds) else {
      throw ValidationError("--rounds is from 100 to 1000000, not \(rounds)")
    }
    if againstBest, baseline != nil {
      throw ValidationError("--against-best has no --baseline")
    }
  }

  func run() async throws {
    run.apply()
    let terminal = global.terminal
    var request = ComparisonJob.Request(
      models: models, metrics: try EvaluateCommand.metrics(metrics),
      settings: ComparisonSettings(seed: run.seed, alpha: alpha, test: test, rounds: rounds))
    request.baseline = baseline
    request.isAgainstBest = againstBest
    request.part = part
    request.folder = split
    request.wantsFindings = report.format != nil
    let job = ComparisonJob(ModelLibrary(try global.openStore()))
    let outcome = try job.run(request) { terminal.talk("measuring \($0)") }
    try report.write(terminal) {
      ReportBuilder(
        title: outcome.comparison.entries.map(\.title).joined(separator: ", "),
        subtitle: outcome.scope.sentence + ".", findings: outcome.findings,
        provenance: outcome.scope.provenance(
          command: ReportOptions.commandLine, version: Facet.version)
      ).report(outcome.comparison)
    }
    if global.json {
      return try terminal.data(
        json: Reply(
          scope: outcome.scope, comparison: outcome.comparison,
          verdicts: outcome.comparison.verdicts))
    }
    for line in CompareText.lines(outcome) { terminal.data(line) }
  }

  /// The answer in JSON.
  private struct Reply: Encodable {
    let scope: MeasuredScope
    let comparison: Comparison
    let verdicts: [Verdict]
  }
}

extension ComparisonSettings.Test: ExpressibleByArgument {}
