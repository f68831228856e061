import Evaluation
import Foundation
import Models
import Testing
import Training

@testable import Engine

@Suite struct SteeringJobTests {
  @Test func `named concepts are measured as knobs on test users`() async throws {
    // Measured on a copy of its own: other tests add events to the shared store, and its split
    // changes.
    let small = try await SmallStore()
    var request = small.request
    request.plan.epochs = 40
    request.plan.learningRate = 0.01
    try PlantedService.train(request, on: small.store)
    let library = ModelLibrary(small.store)
    let named = try library.open().factors.concepts.filter { $0.name != nil }
    let knobs = try SteeringJob(library).run(
      nil, concept: nil, folder: nil, users: 6, strengths: [0, 2, 8])
    #expect(knobs.map(\.name) == named.compactMap(\.name) && !knobs.isEmpty)
    for knob in knobs {
      #expect(knob.attribute == "genre" && knob.curve.neutralIsIdentical)
      #expect(knob.curve.points.map(\.strength) == [0, 2, 8] && knob.curve.mutedMembersLeft == 0)
      #expect(knob.curve.points[2].memberShare >= knob.curve.points[0].memberShare)
    }
    let one = try SteeringJob(library).run(
      "macridvae", concept: knobs[0].word, folder: nil, users: 6, strengths: [0, 2, 8])
    #expect(one.map(\.word) == [knobs[0].word] && one[0].curve == knobs[0].curve)
  }

  @Test func `a model without concepts has no knobs`() async throws {
    let store = try await PlantedService.shared.value.store
    #expect {
      try SteeringJob(ModelLibrary(store)).run(
        "popularity", concept: nil, folder: nil, users: 5, strengths: [0])
    } throws: { "\($0)" == "NOCONCEPT popularity@1 has no concepts to turn" }
  }

  @Test func `the report has targeted gains, leaks and the ranking beside`() async throws {
    let small = try await SmallStore()
    var request = small.request
    (request.plan.epochs, request.plan.learningRate) = (40, 0.01)
    try PlantedService.train(request, on: small.store)
    let report = try SteeringJob(ModelLibrary(small.store)).report(
      nil, concept: nil, attribute: nil, folder: nil, users: 8, strengths: [0, 2, 8])
    #expect(report.ranking.map(\.name) == ["ndcg@20", "recall@20", "ndcg@100"])
    #expect(!report.knobs.isEmpty && report.scalars.isEmpty)
    for knob in report.knobs {
      let (first, last) = (knob.curve.points[0], knob.curve.points[2])
      // At 0 nothing has changed yet; boosted, the concept's own held-out items come up.
      #expect(first.otherShares == 0 && first.targetedGain?.mean == 0)
      #expect(try #require(last.targetedGain).mean >= 0)
      let range: Double = last.setShare - knob.curve.mutedSetShare
      #expect(abs(knob.curve.range.mean - range) < 1e-9)
      #expect(knob.curve.mutedSetLeft <= first.setShare)
    }
    #expect(report.csv.contains(",targeted gain,8.0,"))
  }

  @Test func `a model without concepts is turned scalar by scalar`() async throws {
    let small = try await SmallStore()
    var request = small.request
    request.model = "multivae"
    request.settings = .init(#"{"hidden":16,"width":4,"beta":0.02,"annealEpochs":0}"#.utf8)
    (request.plan.epochs, request.plan.learningRate) = (60, 0.01)
    try PlantedService.train(request, on: small.store)
    let report = try SteeringJob(ModelLibrary(small.store)).report(
      nil, concept: nil, attribute: nil, folder: nil, users: 8, strengths: [0])
    #expect(report.knobs.isEmpty && report.scalars.count == 4)
    for knob in report.scalars {
      #expect(knob.neutralIsIdentical && knob.step == "posterior deviations")
      #expect(try #require(knob.moves).hasPrefix("genre="))
      #expect(knob.kept[0] >= knob.kept[1] - 0.2 && knob.kept[0] <= 1)
    }
    #expect {
      try SteeringJob(ModelLibrary(small.store)).report(
        nil, concept: nil, attribute: "colour", folder: nil, users: 8, strengths: [0])
    } throws: { "\($0)".contains("no categorical attribute \"colour\"") }
  }

  @Test func `popularity has one scalar, in units of its own`() async throws {
    let small = try await SmallStore()
    var request = small.request
    (request.model, request.settings) = ("popularity", .init("{}".utf8))
    try PlantedService.train(request, on: small.store)
    let report = try SteeringJob(ModelLibrary(small.store)).report(
      nil, concept: nil, attribute: nil, folder: nil, users: 8, strengths: [0])
    #expect(report.scalars.map(\.word) == ["popularity0"] && report.scalars[0].step == "times")
    #expect(report.scalars[0].neutralIsIdentical)
    // Two and three times the popularity is the same order; none and minus one are others.
    #expect(report.scalars[0].kept[0] > 0.4 && report.scalars[0].kept[0] < 1)
  }
}
