import Evaluation
import Foundation
import Models
import Store
import Synchronization
import TestSupport
import Testing
import Training

@testable import Engine

/// Searches of settings over the store: the same trials however they are run, each judged by
/// validation users alone.
@Suite struct TuningJobTests {
  private let small: SmallStore

  init() async throws { small = try await SmallStore() }

  private func request(_ method: SearchMethod, _ name: String? = nil) -> TuningRequest {
    var request = TuningRequest()
    request.settings = small.request.settings
    request.plan = small.request.plan
    request.plan.patience = 0
    request.method = method
    request.trials = 6
    request.keep = 2
    request.ranges = [
      SearchRange("beta", .real(0.05, 2)), SearchRange("concepts", .integer(2, 5)),
      SearchRange("training.learningRate", .real(1e-3, 1e-1, log: true)),
    ]
    request.name = name
    return request
  }

  @discardableResult
  private func run(
    _ request: TuningRequest, stoppingAfter steps: Int = .max,
    report: @escaping @Sendable (TuningEvent) -> Void = { _ in }
  ) async throws -> TuningJob.Outcome {
    let asked = Mutex(0)
    return try await TuningJob(small.store, request).run(
      started: { _ in }, report: report,
      shouldStop: {
        asked.withLock {
          $0 += 1
          return $0 > steps
        }
      })
  }

  /// Trials without their durations.
  private func table(_ outcome: TuningJob.Outcome) -> [TrialRecord] {
    outcome.trials.map { trial in
      var trial = trial
      trial.seconds = 0
      return trial
    }
  }

  @Test(arguments: SearchMethod.allCases)
  func `trials are the same one by one and side by side`(_ method: SearchMethod) async throws {
    var request = request(method, "one by one")
    if method == .grid { request.ranges?.removeLast() }
    let alone = try await run(request)
    (request.name, request.parallel) = ("side by side", 2)
    let together = try await run(request)
    #expect(table(alone) == table(together) && !alone.isInterrupted)
    #expect(alone.best?.number == together.best?.number)
    #expect(try small.store.trials(of: "one by one") == alone.trials)
    let defaults = try TrialSettings(json: alone.trials[0].settings).values
    #expect(defaults["beta"] == 0.2 && defaults["concepts"] == 2)
  }

  /// Runs a study and counts its steps.
  private func counted(
    _ request: TuningRequest, stoppingAfter steps: Int = .max
  ) async throws -> (outcome: TuningJob.Outcome, steps: [Int: Int]) {
    let seen = Mutex<[Int: Int]>([:])
    let outcome = try await run(request, stoppingAfter: steps) { event in
      if case .training(let trial, .step) = event { seen.withLock { $0[trial, default: 0] += 1 } }
    }
    return (outcome, seen.withLock { $0 })
  }

  @Test(arguments: [SearchMethod.random, .halving], [1, 15, 25])
  func `stopped and resumed it ends in the same table`(
    _ method: SearchMethod, _ steps: Int
  ) async throws {
    let whole = try await counted(request(method, "whole"))
    var request = request(method, "parts")
    let stopped = try await counted(request, stoppingAfter: steps)
    #expect(stopped.outcome.isInterrupted)
    request.resumes = true
    let resumed = try await counted(request)
    #expect(table(resumed.outcome) == table(whole.outcome))
    // Nothing that was done is done again.
    #expect(stopped.steps.merging(resumed.steps, uniquingKeysWith: +) == whole.steps)
    // A study that has ended has nothing left to do.
    let again = try await counted(request)
    #expect(again.outcome.trials == resumed.outcome.trials && again.steps.isEmpty)
  }

  @Test func `a promoted trial goes on from where it stood`() async throws {
    let (outcome, steps) = try await counted(request(.halving))
    // 6 trials of 4 epochs, one in two goes on: 6 reach 1 epoch, 3 reach 2, 1 reaches 4.
    #expect(outcome.trials.map(\.epochs).sorted() == [1, 1, 1, 2, 2, 4])
    let perEpoch = outcome.trials.first { $0.epochs == 1 }.flatMap { steps[$0.number] } ?? 0
    for trial in outcome.trials {
      #expect(perEpoch > 0 && steps[trial.number] == trial.epochs * perEpoch)
    }
    #expect(outcome.trials.count { $0.state == .finished } == 1)
    #expect(outcome.trials.count { $0.state == .paused } == 5)
    let first = outcome.trials.sorted { ($0.score(after: 1) ?? 0) > ($1.score(after: 1) ?? 0) }
    #expect(first.prefix(3).allSatisfy { $0.epochs > 1 })
    #expect(outcome.best?.epochs == 4)
  }

  @Test(arguments: [SearchMethod.random, .halving])
  func `the best trial becomes a model with its score and without training again`(
    _ method: SearchMethod
  ) async throws {
    let request = request(method)
    let outcome = try await run(request)
    let best = try #require(outcome.best)
    let job = TuningJob(small.store, request)
    let fresh = try PlantedService.train(try job.request(for: best), on: small.store)
    #expect(fresh.progress.bestScore == best.score)
    let steps = Mutex(0)
    let kept = try TrainingJob(
      small.store, try job.training(best, of: outcome.study), version: "1.2.3"
    ).run(
      started: { _ in },
      report: { if case .step = $0 { steps.withLock { $0 += 1 } } }, shouldStop: { false })
    #expect(try small.file(kept) == small.file(fresh))
    #expect(steps.withLock { $0 } == 0 && kept.record?.state == .active)
    // Nothing is left of the trials but their rows.
    let folder = small.scratch.file("store/planted.models/trials")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `a trial that fails is a result and the others go on`() async throws {
    var request = request(.grid)
    request.ranges = [SearchRange("labels", .choice(["genre", "colour"]))]
    let outcome = try await run(request)
    #expect(outcome.trials.map(\.state) == [.finished, .finished, .failed])
    #expect(outcome.trials[2].reason?.contains("colour") == true)
    request.settings = Data(#"{"labels":"colour"}"#.utf8)
    request.ranges = []
    await #expect(throws: Fault.self) { try await run(request) }
  }

  @Test func `a search cannot look at test users`() async throws {
    // Two folders with the same training and validation users; one has no test users at all.
    let split = try SplitSource.store().split(small.store, for: [])
    let folders = ["whole", "blind"].map { small.scratch.file($0).path }
    for folder in folders { try SplitFiles.write(split, to: folder) }
    let blind = URL(fileURLWithPath: folders[1])
    for name in ["test_tr.csv", "test_te.csv"] {
      let file = blind.appendingPathComponent(name)
      let header = try String(contentsOf: file, encoding: .utf8).prefix { $0 != "\n" }
      try Data("\(header)\n".utf8).write(to: file)
    }
    let meta = blind.appendingPathComponent("meta.json")
    var facts =
      try JSONSerialization.jsonObject(with: Data(contentsOf: meta)) as? [String: Any] ?? [:]
    facts["fingerprint"] = nil
    facts["rows"] = [String: Int]()
    try JSONSerialization.data(withJSONObject: facts).write(to: meta)
    var tables: [[TrialRecord]] = []
    for folder in folders {
      var request = request(.tpe)
      request.data = .folder(folder)
      tables.append(table(try await run(request)))
    }
    #expect(tables[0] == tables[1] && tables[0].count == 6)
  }

  @Test func `studies count up, and one name is one study`() async throws {
    var request = request(.random)
    request.trials = 1
    #expect(try await run(request).study == "macridvae-1")
    #expect(try await run(request).study == "macridvae-2")
    request.resumes = true
    #expect(try await run(request).study == "macridvae-2")
    request.plan.seed += 1
    #expect(try await run(request).study == "macridvae-3")
    request.name = "macridvae-1"
    await #expect(throws: Fault.self) { try await run(request) }
  }

  @Test func `what makes no sense is refused before there is a study`() async throws {
    let ranges = [
      SearchRange("konzepte", .integer(1, 2)), SearchRange("concepts", .integer(1, 100)),
      SearchRange("training.epochs", .integer(1, 2)), SearchRange("gumbel", .choice(["yes"])),
    ]
    for range in ranges {
      var request = request(.random)
      request.ranges = [range]
      await #expect(throws: ConfigurationFault.self) { try await run(request) }
    }
    var request = request(.random)
    request.model = "macridwae"
    await #expect(throws: ConfigurationFault.self) { try await run(request) }
    #expect(try small.store.studies().isEmpty)
  }

  @Test func `ranges are read in the kind of their setting`() throws {
    let request = request(.random)
    #expect(try request.range(named: "beta", text: "1..4").values == .real(1, 4))
    #expect(try request.range(named: "concepts", text: "2..4").values == .integer(2, 4))
    #expect(
      try request.range(named: "training.batch", text: "20..40:log").values
        == .integer(20, 40, log: true))
    #expect(throws: ConfigurationFault.self) {
      try request.range(named: "concepts", text: "2.5..4")
    }
    #expect(throws: ConfigurationFault.self) { try request.range(named: "betta", text: "1..4") }
  }
}
