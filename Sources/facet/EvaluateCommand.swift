public import ArgumentParser
import Datasets
public import Engine
import Evaluation
import Foundation

/// `facet evaluate`: how good a model is on people it has never seen, or on what they did next.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a model on held-out users.",
    discussion: """
      Held-out users show four fifths of their history and hide the rest, unless the model was \
      trained on another split; the whole catalogue is ranked without the visible items. Means over \
      users with standard errors; users without hidden items are counted and left out.

        facet evaluate
        facet evaluate --metrics all --k 10,100 --by activity
        facet evaluate macridvae@2 --split ml-1m/split --users users.csv
        facet evaluate --disentanglement --attribute genre --scores scores.csv

      Metrics, T being the hidden items:
      \(MetricRow.all.map { "  \($0.word)\($0.takesCutoff ? "@k" : ""): \($0.summary)" }
        .joined(separator: "\n"))

      \(DisentanglementText.definitions)

      \(SteeringText.definitions)

      \(FaithfulnessText.definitions)
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var run: RunOptions

  @Argument(help: "name or name@version; the model in use when absent.")
  var model: String?

  @Option(help: ArgumentHelp("Split files; those the model was trained on.", valueName: "folder"))
  var split: String?

  @OptionGroup(title: "Another split of the store with the same training part")
  var division: SplitOptions

  @Option(help: "test or validation users.")
  var part = EvaluationJob.Part.test

  @Option(
    help: ArgumentHelp(
      "Metrics, with a cut-off as in ndcg@100 or at every one of --k; all for all of them.",
      valueName: "list"))
  var metrics = "ndcg@100,recall@20,recall@50"

  @Option(help: ArgumentHelp("Cut-offs of metrics that name none: 5,10,20.", valueName: "list"))
  var k: String?

  @Option(
    help: ArgumentHelp(
      "What targets are ranked among: full, or sampled:N other items a user, drawn by --seed.",
      valueName: "items"))
  var candidates = "full"

  @Option(
    help: ArgumentHelp(
      "Show the metrics by an attribute of users, or by activity.",
      valueName: "attribute"))
  var by: String?

  @Option(help: ArgumentHelp("Write every user's values to this CSV file.", valueName: "file"))
  var users: String?

  @Option(help: ArgumentHelp("Write the means and aggregates to this CSV file.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Write the rankings as a TREC run.", valueName: "file"))
  var trecRun: String?

  @Option(help: ArgumentHelp("Write the hidden items as TREC qrels.", valueName: "file"))
  var trecQrels: String?

  @OptionGroup(title: "Disentanglement and control") var control: ControlOptions

  @OptionGroup var reporting: ReportOptions

  func run() async throws {
    run.apply()
    let library = ModelLibrary(try global.openStore())
    guard
      try !control.run(library, model: model, split: split, seed: run.seed, global.terminal)
    else { return }
    let wanted = try request()
    if reporting.format != nil, candidates != "full" || division.kind != nil || division.mask != nil
    {
      throw ValidationError("a report ranks in full, on the split the model was trained on")
    }
    let outcome = try EvaluationJob(library).run(model, wanted)
    try reporting.write(global.terminal) {
      try ModelReportJob(library).run(
        model, part: part, folder: split, metrics: try Self.metrics(wanted.metrics),
        command: ReportOptions.commandLine, version: Facet.version)
    }
    for (file, text) in [
      (users, outcome.result.usersCSV), (csv, outcome.report.csv),
      (trecRun, outcome.trec?.run ?? ""), (trecQrels, outcome.trec?.qrels ?? ""),
    ] {
      guard let file else { continue }
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
      } catch {
        throw CommandFault(.inputOutput, "cannot write \(file): \(error)")
      }
    }
    if global.json { return global.terminal.data(try outcome.report.json()) }
    global.terminal.data(outcome.report.model)
    global.terminal.data(outcome.report.table)
  }

  /// The metrics of a list such as `ndcg@100,recall@20`.
  static func metrics(_ list: String) throws -> [any Metric] {
    let metrics = try list.split(separator: ",").map { try MetricName.metric(String($0)) }
    guard !metrics.isEmpty else { throw ValidationError("--metrics names none") }
    return metrics
  }

  /// The metrics of ranks in a selection: those that a report compares.
  private static func metrics(_ selection: MetricSelection) throws -> [any Metric] {
    try selection.entries.compactMap { entry in
      guard let k = entry.cutoff, MetricName.words.contains(entry.word) else { return nil }
      return try MetricName.metric("\(entry.word)@\(k)")
    }
  }

  private func request() throws -> EvaluationRequest {
    let cutoffs = try (k ?? "").split(separator: ",").map { text in
      guard let k = Int(text) else { throw ValidationError("--k is a list such as 5,10,20") }
      return k
    }
    var request: EvaluationRequest
    do {
      request = EvaluationRequest(try MetricSelection(metrics, cutoffs: cutoffs))
    } catch {
      throw ValidationError("\(error)")
    }
    guard let candidates = Candidates(text: candidates, seed: run.seed) else {
      throw ValidationError("--candidates is full or sampled:N, not \(candidates)")
    }
    request.candidates = candidates
    request.part = part
    request.folder = split
    request.kind = division.kind == nil ? nil : division.splitKind
    request.mask = division.mask
    request.groups = by
    request.attribute = control.attribute
    request.keepsTrec = trecRun != nil || trecQrels != nil
    return request
  }
}

extension EvaluationJob.Part: ExpressibleByArgument {}
