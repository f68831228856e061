import Tensors

/// Metrics by the names that people write: a word and a cut-off, `ndcg@100`. For whoever wants one
/// metric of ranks and has nothing to measure it on yet; see `MetricSelection` for all of them.
public enum MetricName {
  /// The words there are.
  public static let words = MetricRow.all.filter(\.isOfRanks).map(\.word)

  /// The metric of a name in any case. Throws for a word that is none of these and for a cut-off
  /// that is not `1 … 100000`.
  public static func metric(_ name: String) throws(EvaluationFault) -> any Metric {
    let selection = try MetricSelection(name)
    guard name.contains("@"), selection.entries.count == 1, let entry = selection.entries.first,
      let cutoff = entry.cutoff
    else { throw .cutoff(name) }
    let nothing = EvaluationContext(popularity: ItemPopularity(SparseRows(columns: 0, rows: [])))
    guard let row = MetricRow.all.first(where: { $0.word == entry.word && $0.isOfRanks }),
      case .user(let metric) = row.make(cutoff, nothing)
    else { throw .unknownMetric(entry.word) }
    return metric
  }
}
