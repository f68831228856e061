// One service for the tests of the query layer: the demonstration log in a store, and models
// trained on it once for the process. The causes behind the log are known, so the effect of a knob
// is too.
import Datasets
import Foundation
import Store
import Tensors
import Training

@testable import Engine

struct PlantedService: Sendable {
  /// Made on first use; every suite waits for the same one.
  static let shared = Task { try await PlantedService() }

  /// Gone when the process ends.
  private static let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("facet-engine-\(UUID().uuidString)")

  static let models = ["popularity@1", "multivae@1", "macridvae@1"]

  let log: DemoLog
  let store: InteractionStore
  /// What training said of the model that answers.
  let outcome: TrainingJob.Outcome

  private init() async throws {
    atexit { try? FileManager.default.removeItem(at: PlantedService.folder) }
    log = DemoLog(key: RandomKey(seed: 1).child("demo"))
    store = try await Self.store(of: log, in: Self.folder)
    for model in ["popularity", "multivae"] {
      var request = TrainingRequest()
      request.model = model
      request.settings = Data((model == "multivae" ? #"{"hidden":16,"width":8}"# : "{}").utf8)
      request.plan.epochs = 2
      request.activates = false
      _ = try Self.train(request, on: store)
    }
    outcome = try Self.train(Self.request, on: store)
  }

  /// A store in a file of its own, filled through the ingest that everybody's data take.
  static func store(of log: DemoLog, in folder: URL) async throws -> InteractionStore {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let store = try InteractionStore(
      path: folder.appendingPathComponent("planted.db").path, ifMissing: .create)
    for (name, text) in [("items.csv", log.itemsCSV), ("events.csv", log.eventsCSV)] {
      let file = folder.appendingPathComponent(name)
      try Data(text.utf8).write(to: file)
      _ = try await store.ingest(file.path, IngestOptions())
    }
    return store
  }

  /// A MacridVAE of four concepts that finds the genres of the log, as the quick start trains it.
  static var request: TrainingRequest {
    var request = TrainingRequest()
    request.settings = Data(
      #"{"concepts":4,"temperature":0.3,"priorDeviation":0.15}"#.utf8)
    request.plan.batch = 50
    request.plan.epochs = 150
    request.plan.patience = 0
    request.plan.seed = 1
    request.checkpointEvery = 1000
    return request
  }

  @discardableResult
  static func train(
    _ request: TrainingRequest, on store: InteractionStore
  ) throws -> TrainingJob.Outcome {
    try TrainingJob(store, request, version: "1.2.3")
      .run(started: { _ in }, report: { _ in }, shouldStop: { false })
  }

  /// An engine of its own over the shared store, with MacridVAE in use.
  func engine() throws -> QueryEngine {
    let library = ModelLibrary(store)
    library.publish(try library.load(library.record("macridvae@1")))
    return QueryEngine(version: "1.2.3", library: library, time: .fixed(milliseconds: 0))
  }
}
