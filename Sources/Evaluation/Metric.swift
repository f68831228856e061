/// A number for how well one user's hidden items were ranked; its mean over users is what is
/// reported.
///
/// A metric is a formula over ranks and nothing else. Its doc comment is that formula, its file its
/// own, and its cut-off a part of its name, so that "recall@20" and "recall@50" are two metrics.
/// What has no value for a single user is an `AggregateMetric`.
public protocol Metric: Sendable {
  /// Name and cut-off as tables and files print them: `ndcg@100`.
  var name: String { get }
  /// How many places of the ranking the metric reads.
  var depth: Int { get }
  /// Whether the metric asks for `UserRanking.misordered`, which costs a pass over all scores.
  var readsAllScores: Bool { get }
  /// The value for one user with at least one target. O(depth).
  func value(_ ranking: UserRanking) -> Double
}

extension Metric {
  public var readsAllScores: Bool { false }
}

/// A number for the lists of all users together. It is no mean over users: it has no standard error
/// and takes no part in paired tests.
public protocol AggregateMetric: Sendable {
  /// Name and cut-off: `coverage@10`.
  var name: String { get }
  /// How many places of every list are counted.
  var depth: Int { get }
  /// The value when item `i` stood in `lists[i]` of the users' first `depth` places. O(M log M).
  func value(_ lists: [Int]) -> Double
}

/// The metrics of the strong-generalisation literature: what MacridVAE, Mult-VAE and EASE report.
public enum StandardMetrics {
  public static let all: [any Metric] = [NDCG(at: 100), Recall(at: 20), Recall(at: 50)]
}
