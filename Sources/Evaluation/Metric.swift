/// A number for how well one user's hidden items were ranked; its mean over users is what is
/// reported.
///
/// A metric is a formula over ranks and nothing else. Its doc comment is that formula, its file its
/// own, and its cut-off a part of its name, so that "recall@20" and "recall@50" are two metrics.
public protocol Metric: Sendable {
  /// Name and cut-off as tables and files print them: `ndcg@100`.
  var name: String { get }
  /// How many places of the ranking the metric reads.
  var depth: Int { get }
  /// The value for one user with at least one target. O(depth).
  func value(_ ranking: UserRanking) -> Double
}

/// The metrics of the strong-generalisation literature: what MacridVAE, Mult-VAE and EASE report.
public enum StandardMetrics {
  public static let all: [any Metric] = [NDCG(at: 100), Recall(at: 20), Recall(at: 50)]
}
