// Checkpoints: only the run that wrote one may go on from it.
import Autodiff
import Foundation
import Models
import TestSupport
import Tensors
import Testing
import Training

struct CheckpointTests {
  let run = TinyRun()
  let folder: TemporaryFolder
  var file: URL { folder.file("run.checkpoint") }

  init() throws { folder = try TemporaryFolder() }

  func read(_ identity: Checkpoint.Identity) throws -> TrainingState {
    try Checkpoint.read(
      file, of: identity, parameters: run.made().parameters,
      learningRate: run.plan.learningRate)
  }

  @Test func `everything a run is comes back`() throws {
    let state = try run.finished()
    try Checkpoint.write(state, of: run.identity, to: file)
    let back = try read(run.identity)
    let same =
      back.parameters == state.parameters && back.best == state.best
      && back.optimizer == state.optimizer && back.progress == state.progress
    #expect(same)
  }

  @Test func `another run's checkpoint is refused, naming what differs`() throws {
    try Checkpoint.write(run.start(), of: run.identity, to: file)
    let changes: [(String, (inout Checkpoint.Identity) -> Void)] = [
      ("model is macridvae, this run's is multivae", { $0.model = "multivae" }),
      ("settings is \(run.settings.json), this run's is {}", { $0.configuration = "{}" }),
      ("plan is \(run.plan.json), this run's is {}", { $0.plan = "{}" }),
      ("data is board, this run's is other", { $0.fingerprint = "other" }),
      ("threads is 1, this run's is 2", { $0.threads = 2 }),
    ]
    for (words, change) in changes {
      var other = run.identity
      change(&other)
      #expect(throws: ArtifactFault.mismatch(file.path, "its \(words)")) { try read(other) }
    }
  }

  @Test func `a checkpoint of other shapes is refused`() throws {
    try Checkpoint.write(run.start(), of: run.identity, to: file)
    var wider = TinyRun()
    wider.settings.width = 5
    let parameters = try wider.made().parameters
    #expect(throws: ArtifactFault.self) {
      _ = try Checkpoint.read(file, of: run.identity, parameters: parameters, learningRate: 0.1)
    }
  }

  @Test func `a kill while writing leaves the checkpoint before`() throws {
    try Checkpoint.write(run.start(), of: run.identity, to: file)
    // What a killed write leaves: a neighbour with half of the bytes. It is never looked at.
    let whole = try Data(contentsOf: file)
    try whole.prefix(whole.count / 2).write(to: folder.file(".run.checkpoint.1.part"))
    #expect(try read(run.identity).progress.step == 0)
    let state = try run.finished()
    try Checkpoint.write(state, of: run.identity, to: file)
    #expect(try read(run.identity).progress.step == 12)
  }
}
