import ArgumentParser
import Datasets
import Autodiff
import Engine
import Foundation
import Models
import Store
import Training

/// `facet train`: from the store, or from split files, to a model that answers.
struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model and put it in use.",
    discussion: """
      Users are held out for validation and as many for test; training stops when the validation \
      NDCG@100 has not risen for --patience epochs and keeps the best. Ctrl-C stops at a step; \
      --resume goes on to the same bytes.

        facet train --model macridvae --set concepts=12 --set beta=2
        facet train --split ml-1m/split --seed 1 --epochs 100

      \(Registry.all.map { "\($0.name): \($0.summary)" }.joined(separator: "\n"))
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var run: RunOptions

  @Option(help: "One of \(Registry.all.map { $0.name }.joined(separator: ", ")).")
  var model = "macridvae"

  @Option(help: ArgumentHelp("A setting of the model; may be repeated.", valueName: "key=value"))
  var set: [String] = []

  @Option(help: ArgumentHelp("A JSON file of settings; --set goes over it.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp("Split files to learn from instead of the store.", valueName: "folder"))
  var split: String?

  @Option(
    help: "Users held out for validation, and again for test: a count or a share.",
    transform: HeldOut.init(text:))
  var heldOut: HeldOut = .share(0.1)

  @OptionGroup(title: "Split of the store") var division: SplitOptions

  @Option(help: "Users with a shorter history are left out.")
  var minimumHistory = 5

  @Option(help: "Seed of the division of users.")
  var splitSeed: UInt64 = 98765

  @Option(help: "Most epochs.")
  var epochs = TrainingPlan().epochs

  @Option(help: "Epochs without a better validation score before stopping; 0 for never.")
  var patience = TrainingPlan().patience

  @Option(help: "Users per step.")
  var batch = TrainingPlan().batch

  @Option(help: "Step size of Adam.")
  var learningRate = TrainingPlan().learningRate

  @Flag(help: "Go on from the checkpoint of the same run, if there is one.")
  var resume = false

  @Option(help: "Epochs between checkpoints.")
  var checkpointEvery = 5

  @Option(help: ArgumentHelp("Stop, resumable, after so long: 90s, 30m, 2h.", valueName: "time"))
  var timeLimit: String?

  @Flag(help: "Leave the model in use as it is.")
  var noActivate = false

  @Flag(help: "Say where the time went.")
  var profile = false

  func run() async throws {
    run.apply()
    let store = try global.openStore(ifMissing: split == nil ? .refuse : .create)
    let job = TrainingJob(store, try request(), version: Facet.version)
    let limit = try timeLimit.map { try Self.seconds($0) }
    let terminal = global.terminal
    let end = try await Interruption.cancelling { () async throws -> TrainingJob.Outcome in
      let report = TrainingReport(terminal, epochs: epochs)
      let clock = profile ? StageClock() : nil
      defer {
        report.end()
        if let clock { report.profile(clock.stages) }
      }
      let start = ContinuousClock.now
      return try job.run(
        started: { report.started($0) }, report: { report.show($0) },
        shouldStop: {
          Task.isCancelled || limit.map { ContinuousClock.now - start >= .seconds($0) } ?? false
        }, clock: clock)
    }
    try finish(end, terminal)
  }

  private func finish(_ outcome: TrainingJob.Outcome, _ terminal: Terminal) throws {
    guard let record = outcome.record, let file = outcome.file else {
      throw CommandFault(
        .interrupted,
        "stopped after step \(outcome.progress.step); the same command with --resume goes on from "
          + outcome.checkpoint.path)
    }
    var reply: Value.Map = [
      "model": .string(record.title), "end": .string(outcome.end.rawValue),
      "epochs": .int(outcome.progress.epochs.count),
      "best_epoch": .int(outcome.progress.bestEpoch),
    ]
    if let score = outcome.progress.bestScore {
      reply.append("validation_ndcg@100", .double(score))
    }
    reply.append("file", .string(file.relativePath))
    reply.append("fingerprint", .string(record.fingerprint))
    guard !global.json else { return terminal.data(reply.json) }
    let score = outcome.progress.bestScore.map { ", validation NDCG@100 \(Terminal.fixed($0, 4))" }
    terminal.data(
      "\(record.title): \(outcome.end.words) after \(Self.epochs(outcome.progress.epochs.count)), best "
        + "\(outcome.progress.bestEpoch)\(score ?? "")")
    terminal.data(file.relativePath)
  }

  private func request() throws -> TrainingRequest {
    var request = TrainingRequest()
    request.model = model
    request.settings = try settings()
    request.plan.epochs = epochs
    request.plan.patience = patience
    request.plan.batch = batch
    request.plan.learningRate = learningRate
    request.plan.seed = run.seed
    request.resumes = resume
    request.checkpointEvery = max(1, checkpointEvery)
    request.activates = !noActivate
    request.data =
      split.map { .folder($0) }
      ?? .store(
        SplitRecipe(
          division.splitKind(heldOut: heldOut, foldIn: 0.2), mask: division.mask,
          minimum: minimumHistory, seed: splitSeed))
    return request
  }

  private func settings() throws -> Data {
    var fields: [String: Any] = [:]
    if let config {
      guard let data = FileManager.default.contents(atPath: config),
        let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
      else { throw ValidationError("--config \(config) is not a JSON object") }
      fields = object
    }
    for pair in set {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw ValidationError("--set takes key=value, not \(pair)")
      }
      let value = Data(parts[1].utf8)
      fields[String(parts[0])] =
        (try? JSONSerialization.jsonObject(with: value, options: .fragmentsAllowed))
        ?? String(parts[1])
    }
    return try JSONSerialization.data(withJSONObject: fields)
  }

  private static func epochs(_ count: Int) -> String {
    count == 1 ? "1 epoch" : "\(count) epochs"
  }

  private static func seconds(_ text: String) throws -> Double {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? text : String(text.dropLast())), number > 0 else {
      throw ValidationError("--time-limit is a time such as 90s, 30m or 2h, not \(text)")
    }
    return number * (unit ?? 1)
  }
}

extension TrainingEnd {
  /// The end in words.
  fileprivate var words: String {
    switch self {
    case .finished: "finished"
    case .earlyStopped: "stopped early"
    case .interrupted: "interrupted"
    }
  }
}
