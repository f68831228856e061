import Evaluation
import Foundation
import Testing
import Training

@testable import Engine

@Suite struct ComparisonJobTests {
  @Test func `models of one split are compared with the baseline`() async throws {
    let small = try await SmallStore()
    var request = small.request
    try PlantedService.train(request, on: small.store)
    request.model = "popularity"
    request.settings = Data("{}".utf8)
    try PlantedService.train(request, on: small.store)
    let library = ModelLibrary(small.store)
    var comparing = ComparisonJob.Request(
      models: ["macridvae"], metrics: [NDCG(at: 10), NDCG(at: 10)],
      settings: ComparisonSettings(seed: 1, rounds: 200))
    // A baseline that is not among the models joins them, first.
    comparing.baseline = "popularity"
    comparing.wantsFindings = true
    let outcome = try ComparisonJob(library).run(comparing)
    #expect(outcome.comparison.entries.map(\.title) == ["popularity@1", "macridvae@1"])
    #expect(outcome.comparison.pairs.map { "\($0.a) \($0.b)" } == ["macridvae@1 popularity@1"])
    // The pass that counts lists measures what the plain pass measures.
    let plain = try EvaluationJob(library).run(
      "macridvae", EvaluationRequest(try MetricSelection("ndcg@10")))
    #expect(outcome.comparison.entries[1].metrics[0].summary == plain.result.summaries[0])
    let findings = outcome.findings[1]
    #expect(findings.exposure?.users == outcome.scope.users && findings.epochs.count == 4)
    // What the lists are made of is what evaluation measures of them.
    let lists = try EvaluationJob(library).run(
      "macridvae",
      EvaluationRequest(
        try MetricSelection("novelty,pop-lift,ild,calibration-kl,coverage,gini", cutoffs: [20])))
    #expect(findings.lists.map(\.summary) == lists.result.summaries)
    #expect(findings.aggregates == lists.result.aggregates && findings.listAttribute == "genre")
    #expect(findings.aggregates[0].value == findings.exposure?.coverage)
    #expect(outcome.findings[0].lists.count == 4 && outcome.findings[0].lists != findings.lists)
    #expect(findings.concepts?.attribute == "genre" && findings.curve.count == 12)
    #expect(findings.curve.prefix(2).map(\.summary.name) == ["ndcg@1", "recall@1"])
    #expect(outcome.findings[0].concepts == nil && outcome.findings[0].knobs.isEmpty)
    #expect(outcome.scope.fingerprint == (try library.open().manifest.fingerprint))
  }
}
