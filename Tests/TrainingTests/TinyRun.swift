// A run of training that takes milliseconds: a checkerboard and a small MacridVAE.
import Autodiff
import Datasets
import Foundation
import Models
import TestSupport
import Tensors
import Training

/// A small run and its variations. Batches stay within one block of the fused likelihood, whose
/// gradients are then the same bits at any thread count.
struct TinyRun {
  var plan = TrainingPlan()
  var settings = MacridVAE.Configuration()
  let board = Checkerboard(size: 18)

  init() {
    plan.learningRate = 0.02
    plan.batch = 7
    plan.epochs = 4
    plan.patience = 0
    settings.concepts = 2
    settings.width = 4
  }

  var catalog: CatalogShape { CatalogShape(items: board.size) }

  func made() throws -> (model: any GenerativeModel, parameters: Parameters) {
    try Registry.make(
      "macridvae", settings: Data(settings.json.utf8), catalog: catalog,
      key: RandomKey(seed: plan.seed).child("init"))
  }

  func start() throws -> TrainingState {
    TrainingState(try made().parameters, learningRate: plan.learningRate)
  }

  func trainer() throws -> Trainer {
    Trainer(try made().model, plan: plan, histories: board.histories)
  }

  /// Negative loss of the training data: a validation score that changes every epoch.
  func score(_ trained: TrainedModel) -> Double {
    let scores = trained.scores(board.histories)
    return -scores.multinomialLosses(board.histories).losses.reduce(0.0) { $0 + Double($1) }
  }

  func finished(_ observer: Trainer.Observer = Trainer.Observer()) throws -> TrainingState {
    var state = try start()
    _ = try trainer().fit(&state, validation: score, observer: observer)
    return state
  }

  var identity: Checkpoint.Identity {
    Checkpoint.Identity(
      model: "macridvae", configuration: settings.json, plan: plan.json, fingerprint: "board",
      threads: 1)
  }

  func manifest(_ state: TrainingState) -> Manifest {
    var manifest = Manifest(
      model: "macridvae", configuration: settings.json, plan: plan.json, fingerprint: "board",
      split: "all users", threads: 1, items: (0..<board.size).map { "i\($0)" })
    manifest.epochs = state.progress.epochs
    manifest.bestEpoch = state.progress.bestEpoch
    return manifest
  }
}
