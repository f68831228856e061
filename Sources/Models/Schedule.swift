/// Parameters to be copied: those whose path starts with `from` over those of the same path under
/// `to`.
public struct ParameterCopy: Sendable, Equatable {
  public let from: String
  public let to: String

  public init(from: String, to: String) {
    self.from = from
    self.to = to
  }
}

/// A part of a round of training: for some passes over the users only some parameters move.
///
/// A model that alternates lists its phases; a round is all of them in order, and takes the place
/// that an epoch has for other models: validation, patience and the limit of epochs count rounds.
/// The optimiser keeps its moments by parameter, so phases that train different parameters have an
/// optimiser each, whose steps are counted apart.
public struct Phase: Sendable, Equatable {
  /// One word for reports.
  public let name: String
  /// Passes over the users, at least 1.
  public let epochs: Int
  /// Paths of the parameters it moves start with this; empty means all. The others are constants:
  /// no gradient of theirs is made.
  public let trains: String
  /// What is copied when it is over.
  public let copies: [ParameterCopy]

  public init(_ name: String, epochs: Int, trains: String, copies: [ParameterCopy] = []) {
    precondition(epochs > 0, "phase \(name): \(epochs) epochs")
    self.name = name
    self.epochs = epochs
    self.trains = trains
    self.copies = copies
  }

  /// A round of one pass that moves everything: models that do not alternate.
  public static let whole = [Phase("", epochs: 1, trains: "")]
}
