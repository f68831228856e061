import Datasets

/// How much better one model is than another on the same users: the mean of the users' differences,
/// and its standard error.
///
/// Users differ far more from each other than models do, so the error of a difference of means says
/// little; the differences themselves are compared. Users that only one side measured are left out.
public struct PairedDifference: Sendable, Equatable, Codable {
  /// Summary of `a − b` over the users of both; positive when `a` is better.
  public let summary: MetricSummary
  /// Users for whom `a` is better, equal, worse.
  public let wins: Int
  public let ties: Int
  public let losses: Int

  /// The difference `a − b` in a metric, or `nil` when one of them did not measure it. O(users).
  public init?(_ metric: String, _ a: EvaluationResult, _ b: EvaluationResult) {
    guard let mine = a.metrics.firstIndex(of: metric),
      let theirs = b.metrics.firstIndex(of: metric)
    else { return nil }
    let other = Dictionary(zip(b.users, b.values[theirs]), uniquingKeysWith: { first, _ in first })
    let differences = zip(a.users, a.values[mine]).compactMap { user, value in
      other[user].map { value - $0 }
    }
    summary = MetricSummary(name: metric, values: differences)
    wins = differences.count { $0 > 0 }
    ties = differences.count { $0 == 0 }
    losses = differences.count { $0 < 0 }
  }
}
