/// Metrics by the names that people write: a word and a cut-off, `ndcg@100`.
public enum MetricName {
  /// A word and the metric it names at a cut-off.
  private static let table: [(word: String, make: @Sendable (Int) -> any Metric)] = [
    ("ndcg", { NDCG(at: $0) }),
    ("recall", { Recall(at: $0) }),
    ("precision", { Precision(at: $0) }),
    ("hitrate", { HitRate(at: $0) }),
    ("map", { MeanAveragePrecision(at: $0) }),
    ("mrr", { MeanReciprocalRank(at: $0) }),
  ]

  /// The words there are.
  public static let words = table.map(\.word)

  /// The metric of a name in any case. Throws for a word that is none and for a cut-off that is not
  /// `1 … 100000`.
  public static func metric(_ name: String) throws(EvaluationFault) -> any Metric {
    let parts = name.lowercased().split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let k = Int(parts[1]), k > 0, k <= 100_000 else {
      throw .unknownMetric("a metric has a cut-off, as in ndcg@100, not \(name)")
    }
    guard let row = table.first(where: { $0.word == parts[0] }) else {
      throw .unknownMetric(
        "no metric \(parts[0]); there are \(words.joined(separator: ", "))")
    }
    return row.make(k)
  }
}
