public import ArgumentParser
public import Engine
import Evaluation
import Foundation

/// `facet evaluate`: how good a model is on people it has never seen.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a model on held-out users.",
    discussion: """
      Held-out users show four fifths of their history and hide the rest; the whole catalogue is \
      ranked without the visible items. Means over users with standard errors; users without \
      hidden items are counted and left out.

        facet evaluate
        facet evaluate macridvae@2 --split ml-1m/split --users users.csv
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var run: RunOptions

  @Argument(help: "name or name@version; the model in use when absent.")
  var model: String?

  @Option(help: ArgumentHelp("Split files; those the model was trained on.", valueName: "folder"))
  var split: String?

  @Option(help: "test or validation users.")
  var part = EvaluationJob.Part.test

  @Option(
    help: ArgumentHelp(
      "Metrics and cut-offs: ndcg@100,recall@20,precision@10,hitrate@10,map@100,mrr@100.",
      valueName: "list"))
  var metrics = "ndcg@100,recall@20,recall@50"

  @Option(help: ArgumentHelp("Write every user's values to this CSV file.", valueName: "file"))
  var users: String?

  @Flag(help: "Measure the named concepts as knobs instead: what turning them does to the list.")
  var steerability = false

  @Option(help: "Measure this concept only.")
  var concept: String?

  @Option(help: "Users to measure knobs on.")
  var steeringUsers = 200

  @OptionGroup var reporting: ReportOptions

  func run() async throws {
    run.apply()
    let library = ModelLibrary(try global.openStore())
    if steerability {
      let knobs = try SteeringJob(library).run(
        model, concept: concept, folder: split, users: steeringUsers,
        strengths: [0, 1, 2, 4, 8])
      if global.json { return try global.terminal.data(json: knobs) }
      for line in SteeringText.lines(knobs) { global.terminal.data(line) }
      return
    }
    let measures = try Self.metrics(metrics)
    let (report, result) = try EvaluationJob(library).run(
      model, part: part, folder: split, metrics: measures)
    try reporting.write(global.terminal) {
      try ModelReportJob(library).run(
        model, part: part, folder: split, metrics: measures, command: ReportOptions.commandLine,
        version: Facet.version)
    }
    if let users {
      do {
        try Data(result.usersCSV.utf8).write(to: URL(fileURLWithPath: users), options: .atomic)
      } catch {
        throw CommandFault(.inputOutput, "cannot write \(users): \(error)")
      }
    }
    if global.json {
      global.terminal.data(try report.json())
    } else {
      global.terminal.data("\(report.model)")
      global.terminal.data(report.table)
    }
  }

  /// The metrics of a list such as `ndcg@100,recall@20`.
  static func metrics(_ list: String) throws -> [any Metric] {
    let metrics = try list.split(separator: ",").map { try MetricName.metric(String($0)) }
    guard !metrics.isEmpty else { throw ValidationError("--metrics names none") }
    return metrics
  }
}

extension EvaluationJob.Part: ExpressibleByArgument {}
