import TestSupport
import Foundation
import Models
import Store
import Testing
import Training

@testable import Engine

@Suite struct TrainingJobTests {
  private let small: SmallStore

  init() async throws { small = try await SmallStore() }

  /// Trains until `shouldStop` says so after that many steps.
  private func run(_ request: TrainingRequest, stoppingAfter steps: Int) throws
    -> TrainingJob.Outcome
  {
    var asked = 0
    return try TrainingJob(small.store, request, version: "1.2.3").run(
      started: { _ in }, report: { _ in },
      shouldStop: {
        asked += 1
        return asked > steps
      })
  }

  @Test func `a finished run is recorded, active, and readable`() throws {
    let outcome = try PlantedService.train(small.request, on: small.store)
    let record = try #require(outcome.record)
    #expect(outcome.end == .finished && record.title == "macridvae@1" && record.state == .active)
    #expect(try small.store.activeModel() == record)
    let library = ModelLibrary(small.store)
    let snapshot = try library.open()
    #expect(snapshot.title == "macridvae@1" && snapshot.manifest.epochs.count == 4)
    #expect(snapshot.manifest.versions["facet"] == "1.2.3")
    #expect(snapshot.manifest.fingerprint == record.fingerprint)
    #expect(!FileManager.default.fileExists(atPath: outcome.checkpoint.path))
  }

  @Test func `the same request twice gives the same bytes, another seed others`() throws {
    let first = try small.file(PlantedService.train(small.request, on: small.store))
    let second = try small.file(PlantedService.train(small.request, on: small.store))
    #expect(first == second)
    var other = small.request
    other.plan.seed += 1
    #expect(try small.file(PlantedService.train(other, on: small.store)) != first)
  }

  @Test(arguments: [1, 5, 9]) func `a run stopped at a step goes on to the same bytes`(steps: Int)
    throws
  {
    let whole = try small.file(PlantedService.train(small.request, on: small.store))
    let stopped = try run(small.request, stoppingAfter: steps)
    #expect(stopped.end == .interrupted && stopped.record == nil && stopped.file == nil)
    #expect(FileManager.default.fileExists(atPath: stopped.checkpoint.path))
    #expect(try small.store.models().count == 1)
    var request = small.request
    request.resumes = true
    var resumedAt = 0
    let resumed = try TrainingJob(small.store, request, version: "1.2.3").run(
      started: { resumedAt = $0.resumedAt }, report: { _ in }, shouldStop: { false })
    #expect(resumedAt == steps)
    #expect(try small.file(resumed) == whole)
  }

  @Test func `resuming without a checkpoint starts at the beginning`() throws {
    var request = small.request
    request.resumes = true
    #expect(try PlantedService.train(request, on: small.store).end == .finished)
  }

  @Test func `a model that is not to be activated leaves the one in use`() throws {
    _ = try PlantedService.train(small.request, on: small.store)
    var request = small.request
    request.model = "popularity"
    request.settings = Data("{}".utf8)
    request.activates = false
    #expect(try PlantedService.train(request, on: small.store).record?.state == .ready)
    #expect(try small.store.activeModel()?.title == "macridvae@1")
  }

  @Test func `a request that makes no sense is refused before anything is recorded`() throws {
    var model = small.request
    model.model = "ease2"
    #expect(throws: ConfigurationFault.self) { try PlantedService.train(model, on: small.store) }
    var setting = small.request
    setting.settings = Data(#"{"konzepte":2}"#.utf8)
    #expect(throws: ConfigurationFault.self) { try PlantedService.train(setting, on: small.store) }
    var plan = small.request
    plan.plan.batch = 0
    #expect(throws: ConfigurationFault.self) { try PlantedService.train(plan, on: small.store) }
    var labels = small.request
    labels.settings = Data(#"{"labels":"colour"}"#.utf8)
    #expect(throws: NumericalFault.self) { try PlantedService.train(labels, on: small.store) }
    #expect(try small.store.models().isEmpty)
  }

  @Test func `a model whose file cannot be written is given up`() throws {
    // A file stands where the folder of models should be.
    try Data().write(to: small.scratch.file("store/planted.models"))
    var request = small.request
    request.checkpointEvery = 1000
    #expect(throws: ArtifactFault.self) { try PlantedService.train(request, on: small.store) }
    #expect(try small.store.models().map(\.state) == [.failed])
    #expect(try small.store.activeModel() == nil)
  }
}
