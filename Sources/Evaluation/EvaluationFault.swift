/// What can go wrong while held-out users are ranked.
public enum EvaluationFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// The model gave a score that is not a number, so that there is no ranking.
  case scoreNotANumber(user: String, item: Int)
  /// No metric has this name.
  case unknownMetric(String)
  /// Not a cut-off from 1 to `MetricSelection.deepest`, or one where none belongs.
  case cutoff(String)
  /// A metric of attributes on items that have none, or not the one that was named.
  case noAttribute(String)
  /// No attribute of users has this name.
  case noUserAttribute(String)
  /// An id holds a blank, which a TREC file cannot carry.
  case blankInID(String)

  public var description: String {
    switch self {
    case .scoreNotANumber(let user, let item):
      return "the score of item \(item) for user \(user) is not a number"
    case .unknownMetric(let word):
      let words = MetricRow.all.map(\.word).joined(separator: ", ")
      return "no metric \"\(word)\"; there are \(words), and all"
    case .cutoff(let text):
      return "a cut-off is a number from 1 to \(MetricSelection.deepest), as in ndcg@100, not "
        + "\"\(text)\""
    case .noAttribute(let word):
      return "\(word) needs an attribute of the items, and there is none to measure it in"
    case .noUserAttribute(let name):
      return "users have no attribute \"\(name)\" to be grouped by"
    case .blankInID(let id):
      return "the id \"\(id)\" holds a blank, which a TREC file cannot carry"
    }
  }
}
