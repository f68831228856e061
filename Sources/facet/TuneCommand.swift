public import ArgumentParser
import Datasets
import Engine
import Evaluation
import Foundation
import Models
import Store
import Tensors
public import Training

/// `facet tune`: settings for a model, found on validation users.
struct TuneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Search the settings of a model on validation users.",
    discussion: """
      The defaults are tried first. tpe draws where good trials were, random anywhere, grid tries \
      every combination, halving gives every trial a few epochs and the best third more. Trials \
      are judged by validation users and never look at test users; each is a row of the store. \
      --parallel changes how long it takes and nothing else. Ctrl-C stops; --resume goes on.

        facet tune multivae --trials 30 --parallel 2
        facet tune macridvae --method halving --trials 27 --range beta=0.05..5 \
      --range concepts=4,7,12 --range training.learningRate=1e-4..1e-2:log
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var run: RunOptions
  @OptionGroup var learning: LearningOptions

  @Argument(help: "One of \(Registry.all.map { $0.name }.joined(separator: ", ")).")
  var model: String

  @Option(help: "tpe, random, grid or halving.")
  var method = SearchMethod.tpe

  @Option(help: "Trials, the defaults among them; a grid has as many as it has points.")
  var trials = 20

  @Option(
    help: ArgumentHelp(
      "Where to look, instead of the model's own ranges; may be repeated. low..high, with :log "
        + "behind it or without, or values a,b,c.", valueName: "name=range"))
  var range: [String] = []

  @Option(help: "Trials side by side, which share the threads.")
  var parallel = 1

  @Option(help: "halving: one in so many goes on.")
  var keep = 3

  @Option(help: "grid: values of a range that is a continuum.")
  var levels = 3

  @Option(help: ArgumentHelp("What the validation users judge by.", valueName: "metric"))
  var metric = "ndcg@100"

  @Option(help: ArgumentHelp("Stop, resumable, after so long: 90s, 30m, 2h.", valueName: "time"))
  var timeLimit: String?

  @Flag(help: "Go on with the study of the same request, if there is one.")
  var resume = false

  @Flag(help: "Keep the best trial as a model and put it in use.")
  var train = false

  mutating func validate() throws {
    guard trials > 0, trials <= 10_000 else { throw ValidationError("--trials is 1 … 10000") }
    guard keep > 1 else { throw ValidationError("--keep must be at least 2") }
    guard levels > 0 else { throw ValidationError("--levels must be at least 1") }
    guard parallel > 0 else { throw ValidationError("--parallel must be at least 1") }
  }

  func run() async throws {
    run.apply()
    guard parallel <= Parallel.threads else {
      throw ValidationError(
        "--parallel \(parallel) is more than there are threads (\(Parallel.threads))")
    }
    let store = try global.openStore(ifMissing: learning.split == nil ? .refuse : .create)
    let request = try request()
    let job = TuningJob(store, request)
    let limit = try timeLimit.map { try TimeText.seconds($0) }
    let report = TuningReport(global.terminal)
    let outcome = try await Interruption.cancelling { () async throws -> TuningJob.Outcome in
      let start = ContinuousClock.now
      defer { report.end() }
      return try await job.run(
        started: { report.started($0) }, report: { report.show($0) },
        shouldStop: { limit.map { ContinuousClock.now - start >= .seconds($0) } ?? false })
    }
    guard !outcome.isInterrupted, let best = outcome.best else {
      let done = outcome.trials.count { $0.state == .finished || $0.state == .failed }
      throw CommandFault(
        .interrupted,
        "stopped with \(done) trials done; the same command with --resume goes on with study "
          + outcome.study)
    }
    let model = train ? try await trained(best, outcome, job, store) : nil
    let text = TuningText(
      outcome: outcome, best: best, method: method, trained: model?.title,
      command: try command(job, best, outcome))
    if global.json { return global.terminal.data(try text.value().json) }
    for line in try text.lines() { global.terminal.data(line) }
  }

  /// The best trial as a model of the store.
  private func trained(
    _ best: TrialRecord, _ outcome: TuningJob.Outcome, _ job: TuningJob, _ store: InteractionStore
  ) async throws -> ModelRecord? {
    let training = TrainingJob(
      store, try job.training(best, of: outcome.study), version: Facet.version)
    return try await Interruption.cancelling {
      try training.run(started: { _ in }, report: { _ in }, shouldStop: { Task.isCancelled }).record
    }
  }

  private func request() throws -> TuningRequest {
    var request = TuningRequest()
    request.model = model
    request.settings = try learning.settings()
    request.plan = try learning.plan(for: model, seed: run.seed)
    request.data = try learning.data()
    request.method = method
    request.trials = trials
    request.keep = keep
    request.levels = levels
    request.metric = try MetricName.metric(metric)
    request.parallel = parallel
    request.resumes = resume
    if !range.isEmpty {
      request.ranges = try range.map { text in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
          throw ValidationError("--range takes name=range, not \(text)")
        }
        return try request.range(named: String(parts[0]), text: String(parts[1]))
      }
    }
    return request
  }

  /// The line that trains a model with the settings of the best trial, to the same bytes.
  private func command(
    _ job: TuningJob, _ best: TrialRecord, _ outcome: TuningJob.Outcome
  ) throws -> String {
    let training = try job.request(for: best)
    var words = ["facet", "train", "--model", model]
    for (name, value) in try TuningText.settings(training.settings) {
      words += ["--set", "\(name)=\(value)"]
    }
    words += try learning.words(training.plan, for: model)
    if run.seed != 1 { words += ["--seed", "\(run.seed)"] }
    if let threads = run.threads { words += ["--threads", "\(threads)"] }
    if global.store != "facet.db" { words += ["--store", global.store] }
    return words.map(TuningText.quoted).joined(separator: " ")
  }
}

extension SearchMethod: ExpressibleByArgument {}
