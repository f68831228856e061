public import Autodiff
public import Foundation
import Models
import Tensors

/// A run of training on disk: state enough to go on to the same bytes, and what run it is of.
public enum Checkpoint {
  /// What must agree for a run to go on: another model, plan or data is another run.
  public struct Identity: Sendable, Codable, Equatable {
    public var model: String
    public var configuration: String
    public var plan: String
    public var fingerprint: String
    public var threads: Int

    public init(
      model: String, configuration: String, plan: String, fingerprint: String, threads: Int
    ) {
      self.model = model
      self.configuration = configuration
      self.plan = plan
      self.fingerprint = fingerprint
      self.threads = threads
    }
  }

  private struct Record: Codable {
    var identity: Identity
    var progress: TrainingProgress
    var optimizerSteps: [Int]
  }

  /// Writes a state, atomically: a kill leaves the one before.
  public static func write(
    _ state: TrainingState, of identity: Identity, to url: URL
  ) throws(ArtifactFault) {
    let record = Record(
      identity: identity, progress: state.progress, optimizerSteps: state.optimizer.steps)
    let groups = [
      ("now", state.parameters.tensors), ("best", state.best.tensors),
      ("first", state.optimizer.first), ("second", state.optimizer.second),
    ]
    let tensors = groups.flatMap { group, tensors in
      zip(state.parameters.names, tensors).map { (name: "\(group)/\($0)", tensor: $1) }
    }
    try SafeTensors.write(tensors, manifest: Artifact.encode(record, url), to: url)
  }

  /// Reads a state of the run that `identity` describes, given the run's parameters as they start.
  /// Refuses a checkpoint of another run, naming what differs.
  public static func read(
    _ url: URL, of identity: Identity, parameters: Parameters, learningRate: Float
  ) throws(ArtifactFault) -> TrainingState {
    let contents = try SafeTensors.read(url)
    guard let record = try? JSONDecoder().decode(Record.self, from: Data(contents.manifest.utf8))
    else { throw .foreign(url.path, "a Facet file, but not a checkpoint") }
    try requireSame(record.identity, identity, url.path)
    func group(_ name: String) throws(ArtifactFault) -> Parameters {
      var copy = parameters
      for path in parameters.names {
        guard let tensor = contents.tensors["\(name)/\(path)"], copy.replace(path, with: tensor)
        else { throw .damaged(url.path, "tensor \(name)/\(path) is missing or has another shape") }
      }
      return copy
    }
    let now = try group("now")
    guard record.optimizerSteps.count == parameters.count else {
      throw .damaged(url.path, "it has \(record.optimizerSteps.count) optimiser steps")
    }
    let optimizer = Adam(
      resuming: Adam(parameters, learningRate: learningRate), steps: record.optimizerSteps,
      first: try group("first").tensors, second: try group("second").tensors)
    return TrainingState(now, optimizer, record.progress, best: try group("best"))
  }

  private static func requireSame(
    _ theirs: Identity, _ ours: Identity, _ path: String
  ) throws(ArtifactFault) {
    let pairs = [
      ("model", theirs.model, ours.model),
      ("settings", theirs.configuration, ours.configuration),
      ("plan", theirs.plan, ours.plan), ("data", theirs.fingerprint, ours.fingerprint),
      ("threads", "\(theirs.threads)", "\(ours.threads)"),
    ]
    for (what, a, b) in pairs where a != b {
      throw .mismatch(path, "its \(what) is \(a), this run's is \(b)")
    }
  }
}
