import Testing

@testable import Engine

@Suite struct StabilityJobTests {
  private let job: StabilityJob

  init() async throws {
    job = StabilityJob(ModelLibrary(try await PlantedService.shared.value.store))
  }

  @Test func `a model agrees with itself`() throws {
    let outcome = try job.run(["macridvae@1", "macridvae@1"])
    #expect(outcome.pairs.count == 1 && outcome.same == 1 && outcome.pairs[0].matches.count == 4)
    #expect(outcome.pairs[0].matches.allSatisfy { $0.first == $0.second })
  }

  @Test func `one model and a model without concepts are refused`() {
    #expect { try job.run(["macridvae"]) } throws: { ($0 as? Fault)?.code == .arguments }
    #expect { try job.run(["macridvae", "popularity"]) } throws: {
      ($0 as? Fault)?.code == .noConcept
    }
  }
}
