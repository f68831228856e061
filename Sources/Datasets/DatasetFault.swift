/// What can be wrong with data that is asked to serve a purpose.
public enum DatasetFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// Validation and test users would leave nobody to learn from.
  case tooFewUsers(eligible: Int, heldOut: Int, minimum: Int)

  public var description: String {
    switch self {
    case .tooFewUsers(let eligible, let heldOut, let minimum):
      return "cannot hold out \(heldOut) users for validation and \(heldOut) for test: "
        + "\(eligible) users have at least \(minimum) positive items"
    }
  }
}
