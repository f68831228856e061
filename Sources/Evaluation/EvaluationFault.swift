/// What can go wrong while held-out users are ranked.
public enum EvaluationFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// The model gave a score that is not a number, so that there is no ranking.
  case scoreNotANumber(user: String, item: Int)

  /// A name that no metric has, in words.
  case unknownMetric(String)

  public var description: String {
    switch self {
    case .scoreNotANumber(let user, let item):
      return "the score of item \(item) for user \(user) is not a number"
    case .unknownMetric(let reason): return reason
    }
  }
}
