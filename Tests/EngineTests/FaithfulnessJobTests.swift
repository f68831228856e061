import Datasets
import Foundation
import Models
import Tensors
import Testing
import Training

@testable import Engine

/// Explanations come true when their reasons are taken away.
@Suite struct FaithfulnessJobTests {
  @Test func `stated shares and drops are what happens`() async throws {
    let small = try await SmallStore()
    var request = small.request
    (request.plan.epochs, request.plan.learningRate) = (40, 0.01)
    try PlantedService.train(request, on: small.store)
    let report = try FaithfulnessJob(ModelLibrary(small.store)).run(nil, folder: nil, users: 6)
    #expect(report.agreements.map(\.measure) == ["concept", "probability", "history"])
    for agreement in report.agreements where agreement.measure != "probability" {
      #expect(try #require(agreement.pearson) > 0.9999 && agreement.pairs > 50)
      #expect(try #require(agreement.spearman) > 0.999 && agreement.largestError < 1e-4)
    }
    // The probability is shared out anew, so it falls by less than the share, and not in proportion.
    #expect(report.agreements[1].largestError > 0.01)
    #expect(report.largestSumError < 1e-9)
    #expect(report.csv.contains(",concept,"))
  }

  @Test func `a model without concepts is measured by history alone`() async throws {
    let small = try await SmallStore()
    var request = small.request
    (request.model, request.settings) = ("popularity", .init("{}".utf8))
    try PlantedService.train(request, on: small.store)
    let report = try FaithfulnessJob(ModelLibrary(small.store)).run(nil, folder: nil, users: 6)
    #expect(report.agreements.map(\.measure) == ["history"])
    // Popularity does not look at the history: nothing falls, and nothing varies.
    #expect(report.agreements[0].pearson == nil && report.agreements[0].largestError == 0)
  }

  @Test func `muting the first concept of an item takes the stated share of its mass`() async throws
  {
    let service = try await PlantedService.shared.value
    let snapshot = try service.engine().library.snapshot(nil)
    let recommender = Recommender(snapshot)
    let block = try #require(snapshot.trained.layout.conceptWeights)
    var query = Query(history: try snapshot.indices(of: ["m1", "m2", "m30"], at: "test"), k: 5)
    query.explains = true
    let row = recommender.row(query.history, weights: [:])
    for item in try recommender.recommend(query).items {
      let shares = try #require(item.reasons).concepts
      let first = try #require(shares.indices.max { shares[$0] < shares[$1] })
      let muted = try recommender.run(row, [Override(block.name, [first], .mute)]).scores
      let fall = Double(item.score - muted.scalars[Int(item.item.value)])
      #expect(abs(1 - shares[first] - exp(-fall)) < 1e-5)
    }
  }
}
