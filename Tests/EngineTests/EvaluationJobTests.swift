import Datasets
import Evaluation
import Foundation
import Store
import TestSupport
import Testing
import Training

@testable import Engine

@Suite struct EvaluationJobTests {
  private let small: SmallStore
  private let library: ModelLibrary

  init() async throws {
    small = try await SmallStore()
    library = ModelLibrary(small.store)
    try PlantedService.train(small.request, on: small.store)
  }

  private func evaluate(
    _ metrics: String, part: EvaluationJob.Part = .test, folder: String? = nil,
    _ change: (inout EvaluationRequest) -> Void = { _ in }
  ) throws -> EvaluationReport {
    var request = EvaluationRequest(try MetricSelection(metrics))
    request.part = part
    request.folder = folder
    change(&request)
    return try EvaluationJob(library).run(nil, request).report
  }

  @Test func `held-out users of the training split are measured`() throws {
    let report = try evaluate("ndcg@100,recall@20")
    #expect(report.model == "macridvae@1" && report.part == "test" && report.seed == 98765)
    #expect(report.users > 0 && report.items > 50)
    #expect(report.metrics.map(\.name) == ["ndcg@100", "recall@20"])
    let validation = try evaluate("ndcg@100", part: .validation).metrics[0].mean
    let best = try #require(try library.open().manifest.epochs.compactMap(\.validation).max())
    #expect(abs(validation - best) < 1e-12)
  }

  @Test func `test values stay with the model, beside those measured before`() throws {
    func recorded() throws -> ModelMetrics? {
      ModelMetrics(json: try small.store.model("macridvae", version: 1).metrics)
    }
    #expect(try recorded()?.test == nil)
    let ndcg = try evaluate("ndcg@10").metrics[0].mean
    #expect(try recorded()?.test == ["ndcg@10": ndcg])
    let recall = try evaluate("recall@20,recall@20").metrics[0].mean
    #expect(try recorded()?.test == ["ndcg@10": ndcg, "recall@20": recall])
    _ = try evaluate("precision@5", part: .validation)
    #expect(try recorded()?.test?.count == 2)
    #expect(try small.store.activeModel()?.title == "macridvae@1")
  }

  @Test func `a store that has changed is refused, and the split files of the training are not`()
    async throws
  {
    let folder = small.scratch.file("split").path
    try SplitFiles.write(try SplitSource.store().split(small.store, for: []), to: folder)
    let before = try evaluate("ndcg@100")
    for item in ["m1", "m2", "m3", "m4", "m5", "m6"] {
      _ = try await small.store.record(
        Event(user: UserID("late"), item: ItemID(item), type: "click", time: 1))
    }
    #expect {
      try evaluate("ndcg@100")
    } throws: { error in
      (error as? Fault)?.code == .data && "\(error)".contains("was trained on other data")
    }
    #expect(try evaluate("ndcg@100", folder: folder) == before)
  }

  @Test func `an unknown model is refused with those there are`() throws {
    #expect {
      try EvaluationJob(library).run("ease", EvaluationRequest(try MetricSelection("ndcg")))
    } throws: { "\($0)" == "NOMODEL no model ease in the store; it has macridvae@1" }
  }

  @Test func `a sample of candidates is named and not recorded with the model`() throws {
    let report = try evaluate("ndcg@10") { $0.candidates = .sampled(20, seed: 1) }
    #expect(report.candidates == "sampled:20 seed 1")
    #expect(
      ModelMetrics(json: try small.store.model("macridvae", version: 1).metrics)?.test == nil)
  }

  @Test func `every metric is measured, attributes by the one that items have`() throws {
    let report = try evaluate("all") { $0.groups = "activity" }
    #expect(report.metrics.count + report.aggregates.count == MetricRow.all.count)
    #expect(report.attribute == "genre" && report.breakdown?.groups.isEmpty == false)
    #expect(throws: EvaluationFault.noAttribute("colour")) {
      try evaluate("ild") { $0.attribute = "colour" }
    }
    #expect(throws: EvaluationFault.noUserAttribute("age")) {
      try evaluate("ndcg") { $0.groups = "age" }
    }
  }

  @Test func `rankings and targets come as TREC files when asked for`() throws {
    var request = EvaluationRequest(try MetricSelection("ndcg@3"))
    request.keepsTrec = true
    let outcome = try EvaluationJob(library).run(nil, request)
    let trec = try #require(outcome.trec)
    #expect(trec.run.split(separator: "\n").count == 3 * outcome.report.users)
    #expect(trec.run.contains(" Q0 ") && trec.run.hasSuffix(" 3 -3 macridvae-1\n"))
  }

  @Test func `another division is measured only when its training part is the model's`() throws {
    var training = small.request
    training.model = "popularity"
    training.settings = Data("{}".utf8)
    training.data = .store(SplitRecipe(.globalTime(), mask: .trainAndValidation))
    try PlantedService.train(training, on: small.store)
    let own = try evaluate("ndcg@100")
    #expect(own.division?.kind == "global-time valid=0.1 test=0.1")
    #expect(own.division?.leaks?.beforeTraining == 0)
    let masked = try evaluate("ndcg@100") { $0.mask = .train }
    #expect(masked.division?.mask == .train && masked.split != own.split)
    #expect(masked.metrics[0].mean <= own.metrics[0].mean)
    #expect {
      try evaluate("ndcg@100") { $0.kind = .leaveLastOut }
    } throws: { ($0 as? Fault)?.code == .data }
  }
}
