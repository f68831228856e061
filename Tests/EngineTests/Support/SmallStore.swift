// A small log in a store of its own, for tests that train, measure or change what is there.
import Datasets
import Foundation
import Store
import Tensors
import TestSupport
import Training

@testable import Engine

struct SmallStore {
  let scratch: TemporaryFolder
  let store: InteractionStore

  /// 80 people and 60 films in 2 genres.
  init() async throws {
    scratch = try TemporaryFolder()
    var shape = PlantedConcepts.Shape()
    (shape.users, shape.items, shape.concepts, shape.styles) = (80, 60, 2, 2)
    (shape.meanHistory, shape.agreement) = (12, 1)
    let log = DemoLog(shape, key: RandomKey(seed: 3))
    store = try await PlantedService.store(of: log, in: scratch.file("store"))
  }

  /// A MacridVAE that trains in a fraction of a second.
  var request: TrainingRequest {
    var request = TrainingRequest()
    request.settings = Data(#"{"concepts":2,"width":6,"temperature":0.3}"#.utf8)
    request.plan.epochs = 4
    request.plan.batch = 20
    request.checkpointEvery = 1
    return request
  }

  /// Bytes of the file of a model.
  func file(_ outcome: TrainingJob.Outcome) throws -> Data {
    guard let file = outcome.file else { throw Expectation("the run left no file") }
    return try Data(contentsOf: file)
  }
}
