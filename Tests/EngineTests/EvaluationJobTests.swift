import TestSupport
import Datasets
import Evaluation
import Foundation
import Store
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
    _ metrics: [any Metric], part: EvaluationJob.Part = .test, folder: String? = nil
  ) throws -> EvaluationReport {
    try EvaluationJob(library).run(nil, part: part, folder: folder, metrics: metrics).report
  }

  @Test func `held-out users of the training split are measured`() throws {
    let report = try evaluate([NDCG(at: 100), Recall(at: 20)])
    #expect(report.model == "macridvae@1" && report.part == "test" && report.seed == 98765)
    #expect(report.users > 0 && report.items > 50)
    #expect(report.metrics.map(\.name) == ["ndcg@100", "recall@20"])
    let validation = try evaluate([NDCG(at: 100)], part: .validation).metrics[0].mean
    let best = try #require(try library.open().manifest.epochs.compactMap(\.validation).max())
    #expect(abs(validation - best) < 1e-12)
  }

  @Test func `test values stay with the model, beside those measured before`() throws {
    func recorded() throws -> ModelMetrics? {
      ModelMetrics(json: try small.store.model("macridvae", version: 1).metrics)
    }
    #expect(try recorded()?.test == nil)
    let ndcg = try evaluate([NDCG(at: 10)]).metrics[0].mean
    #expect(try recorded()?.test == ["ndcg@10": ndcg])
    let recall = try evaluate([Recall(at: 20), Recall(at: 20)]).metrics[0].mean
    #expect(try recorded()?.test == ["ndcg@10": ndcg, "recall@20": recall])
    _ = try evaluate([Precision(at: 5)], part: .validation)
    #expect(try recorded()?.test?.count == 2)
    #expect(try small.store.activeModel()?.title == "macridvae@1")
  }

  @Test func `a store that has changed is refused, and the split files of the training are not`()
    async throws
  {
    let folder = small.scratch.file("split").path
    try SplitFiles.write(try SplitSource.store().split(small.store), to: folder)
    let before = try evaluate([NDCG(at: 100)])
    for item in ["m1", "m2", "m3", "m4", "m5", "m6"] {
      _ = try await small.store.record(
        Event(user: UserID("late"), item: ItemID(item), type: "click", time: 1))
    }
    #expect {
      try evaluate([NDCG(at: 100)])
    } throws: { error in
      (error as? Fault)?.code == .data && "\(error)".contains("was trained on other data")
    }
    #expect(try evaluate([NDCG(at: 100)], folder: folder) == before)
  }

  @Test func `an unknown model is refused with those there are`() throws {
    #expect {
      try EvaluationJob(library).run("ease", part: .test, folder: nil, metrics: [])
    } throws: { "\($0)" == "NOMODEL no model ease in the store; it has macridvae@1" }
  }
}
