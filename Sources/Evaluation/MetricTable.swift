/// Every metric by its word, with its formula in a line: what `--metrics` takes and what help and
/// errors list.
public struct MetricRow: Sendable {
  /// The word before the cut-off: `ndcg`.
  public let word: String
  /// What it is, in a line.
  public let summary: String
  /// Whether the word takes a cut-off.
  public let takesCutoff: Bool
  /// Whether the ranks of a user's targets are all it needs.
  public let isOfRanks: Bool
  let make: @Sendable (Int, EvaluationContext) -> Measure?

  fileprivate init(
    _ word: String, _ summary: String, takesCutoff: Bool = true, isOfRanks: Bool = false,
    _ make: @escaping @Sendable (Int, EvaluationContext) -> Measure?
  ) {
    self.word = word
    self.summary = summary
    self.takesCutoff = takesCutoff
    self.isOfRanks = isOfRanks
    self.make = make
  }
}

/// A metric of users or of all lists together.
enum Measure {
  case user(any Metric)
  case aggregate(any AggregateMetric)
}

extension MetricRow {
  /// Every metric there is.
  public static let all: [MetricRow] = [
    MetricRow("ndcg", "gain over the best the cut-off allows, min(k, |T|) targets", isOfRanks: true)
    { k, _ in
      .user(NDCG(at: k))
    },
    MetricRow("ndcg-full", "gain over the best of all |T| targets", isOfRanks: true) { k, _ in
      .user(NDCGFull(at: k))
    },
    MetricRow("recall", "hits over min(k, |T|)", isOfRanks: true) { k, _ in .user(Recall(at: k)) },
    MetricRow("recall-plain", "hits over |T|", isOfRanks: true) { k, _ in .user(RecallPlain(at: k))
    },
    MetricRow("precision", "hits over k", isOfRanks: true) { k, _ in .user(Precision(at: k)) },
    MetricRow("hitrate", "whether there is a hit", isOfRanks: true) { k, _ in .user(HitRate(at: k))
    },
    MetricRow("map", "precision at the hits over min(k, |T|)", isOfRanks: true) { k, _ in
      .user(MeanAveragePrecision(at: k))
    },
    MetricRow("map-plain", "precision at the hits over |T|", isOfRanks: true) { k, _ in
      .user(MeanAveragePrecisionPlain(at: k))
    },
    MetricRow("mrr", "one over the rank of the first hit", isOfRanks: true) { k, _ in
      .user(MeanReciprocalRank(at: k))
    },
    MetricRow(
      "auc", "share of target–other pairs in the right order, ties half", takesCutoff: false
    ) { _, _ in .user(AUC()) },
    MetricRow("novelty", "mean self-information of the list, bits") { k, context in
      .user(Novelty(at: k, context.popularity))
    },
    MetricRow("pop-lift", "popularity of the list over that of the history, less one") {
      k, context in .user(PopularityLift(at: k, context.popularity))
    },
    MetricRow("ild", "mean distance of the list's pairs in an attribute") { k, context in
      context.traits.map { .user(IntraListDiversity(at: k, $0)) }
    },
    MetricRow("calibration-kl", "divergence of the list's mix of an attribute from the history's") {
      k, context in context.traits.map { .user(Calibration(at: k, $0)) }
    },
    MetricRow("coverage", "share of the catalogue in any list; one number for all users") { k, _ in
      .aggregate(CatalogCoverage(at: k))
    },
    MetricRow("gini", "inequality of how often items are listed; one number for all users") {
      k, _ in .aggregate(Gini(at: k))
    },
  ]
}
