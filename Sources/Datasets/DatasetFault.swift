/// What can be wrong with data that is asked to serve a purpose.
public enum DatasetFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// Validation and test users would leave nobody to learn from.
  case tooFewUsers(eligible: Int, heldOut: Int, minimum: Int)
  /// A split by time of data whose times were not read or are not there.
  case noTimes(String)
  /// A split by time of data in which some interactions have no time.
  case eventsWithoutTime(String, Int)
  /// An order of data in which some interactions have no time.
  case withoutOrder(Int, of: Int)
  /// A part would be empty.
  case nothingToDivide(String, interactions: Int)

  public var description: String {
    switch self {
    case .tooFewUsers(let eligible, let heldOut, let minimum):
      return "cannot hold out \(heldOut) users for validation and \(heldOut) for test: "
        + "\(eligible) users have at least \(minimum) positive items"
    case .noTimes(let kind): return "a \(kind) split needs times, and the data have none"
    case .eventsWithoutTime(let kind, let count):
      return "a \(kind) split needs times, and \(count) interactions have none"
    case .withoutOrder(let absent, let all):
      return "the order of a history needs times, and \(absent) of \(all) interactions have none; "
        + "ingest a column of times, and of session ids where there are some"
    case .nothingToDivide(let kind, let interactions):
      return "a \(kind) split of \(interactions) interactions leaves training or test empty"
    }
  }
}
