public import Autodiff
public import Models

/// Everything a run of training is at a step: enough to go on to the same bytes.
public struct TrainingState: Sendable {
  public var parameters: Parameters
  public var optimizer: Adam
  public var progress: TrainingProgress
  /// Parameters with the best validation score so far.
  public var best: Parameters

  /// The start of a run.
  public init(_ parameters: Parameters, learningRate: Float) {
    self.parameters = parameters
    optimizer = Adam(parameters, learningRate: learningRate)
    progress = TrainingProgress()
    best = parameters
  }

  /// The start of a run of a model that is solved: no step is ever taken, so there are no moments
  /// to keep, which would be twice the memory of the model.
  public init(solving parameters: Parameters) {
    self.init(parameters, Adam(Parameters()), TrainingProgress(), best: parameters)
  }

  init(_ parameters: Parameters, _ optimizer: Adam, _ progress: TrainingProgress, best: Parameters)
  {
    self.parameters = parameters
    self.optimizer = optimizer
    self.progress = progress
    self.best = best
  }
}

/// Where a run stands: the numbers beside the tensors. Holds no time of day and no duration, so two
/// runs of the same seed write the same bytes.
public struct TrainingProgress: Sendable, Codable, Equatable {
  /// Updates done.
  public var step = 0
  /// Users seen in the epoch under way, once for every pass.
  public var usersInEpoch = 0
  /// Users seen in the phase under way.
  public var usersInPhase = 0
  /// Sums over the phase under way, weighted by users.
  public var sums: [LossPart] = []
  /// Means of the phases of the epoch under way that are over.
  public var means: [LossPart] = []
  /// Finished epochs, in order; of a model that alternates, finished rounds.
  public var epochs: [EpochRecord] = []
  /// Best validation score so far, and its epoch (from 1).
  public var bestScore: Double?
  public var bestEpoch = 0

  public init() {}
}

/// What a finished epoch was: one pass over the users or, when the model alternates, a round.
public struct EpochRecord: Sendable, Codable, Equatable {
  /// From 1.
  public let epoch: Int
  /// Mean loss over the epoch's users, nats per user.
  public let loss: Double
  /// Its parts, phase by phase, each a mean over the users of its phase.
  public let parts: [LossPart]
  /// Validation score, when there is a validation.
  public let validation: Double?
  /// Passes over the users, when they were more than one.
  public let passes: Int?
}

/// News from a run.
public enum TrainingEvent: Sendable {
  /// A step is done: users seen in this epoch, users in an epoch (once for every pass), users per second so far.
  case step(epoch: Int, users: Int, of: Int, usersPerSecond: Double)
  /// An epoch is done, with its duration and that of its validation, in seconds.
  case epoch(EpochRecord, best: Bool, training: Double, validating: Double)
  /// A checkpoint is written, at a step.
  case checkpoint(step: Int)
}

/// Why a run ended.
public enum TrainingEnd: String, Sendable, Codable {
  /// All epochs are done.
  case finished
  /// The validation score did not get better for long enough.
  case earlyStopped
  /// Somebody asked it to stop; the state is resumable.
  case interrupted
}
