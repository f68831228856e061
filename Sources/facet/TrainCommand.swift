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

  @OptionGroup var learning: LearningOptions

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
    let store = try global.openStore(ifMissing: learning.split == nil ? .refuse : .create)
    let job = TrainingJob(store, try request(), version: Facet.version)
    let limit = try timeLimit.map { try TimeText.seconds($0) }
    let terminal = global.terminal
    let end = try await Interruption.cancelling { () async throws -> TrainingJob.Outcome in
      let report = TrainingReport(terminal, epochs: learning.epochs)
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
    request.settings = try learning.settings()
    request.plan = try learning.plan(for: model, seed: run.seed)
    request.resumes = resume
    request.checkpointEvery = max(1, checkpointEvery)
    request.activates = !noActivate
    request.data = try learning.data()
    return request
  }

  private static func epochs(_ count: Int) -> String {
    count == 1 ? "1 epoch" : "\(count) epochs"
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
