import Models
import Evaluation
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
}
