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

/// Which metrics at which cut-offs, before it is known what they are measured on.
public struct MetricSelection: Sendable, Equatable {
  /// A word of the table and a cut-off.
  public struct Entry: Sendable, Hashable {
    public let word: String
    /// `nil` for a metric without a cut-off.
    public let cutoff: Int?
    /// Named one by one, not by "all": it must be there.
    public let isRequired: Bool

    /// Whether the metric is about an attribute of the items.
    public var readsAttributes: Bool { word == "ild" || word == "calibration-kl" }
  }

  public let entries: [Entry]
  /// The cut-offs of words that name none.
  public static let defaultCutoffs = [10]
  /// The deepest cut-off.
  public static let deepest = 100_000

  /// Words with or without a cut-off, and the cut-offs for those without: `ndcg,recall` with 5 and 10
  /// are four metrics, `ndcg@100` is one, `all` is every metric of the table. What is named twice is
  /// measured once. Throws on an unknown word and an impossible cut-off.
  public init(_ text: String, cutoffs: [Int] = []) throws(EvaluationFault) {
    for k in cutoffs { try Self.check(k, String(k)) }
    let cutoffs = cutoffs.isEmpty ? Self.defaultCutoffs : cutoffs
    var entries: [Entry] = []
    for word in text.lowercased().split(separator: ",") {
      let parts = word.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
      if word == "all" {
        for row in MetricRow.all {
          let ks: [Int?] = row.takesCutoff ? cutoffs : [nil]
          entries += ks.map { Entry(word: row.word, cutoff: $0, isRequired: false) }
        }
        continue
      }
      guard let row = MetricRow.all.first(where: { $0.word == parts[0] }) else {
        throw .unknownMetric(String(word))
      }
      if parts.count == 1 {
        let ks: [Int?] = row.takesCutoff ? cutoffs : [nil]
        entries += ks.map { Entry(word: row.word, cutoff: $0, isRequired: true) }
      } else {
        guard parts.count == 2, row.takesCutoff, let k = Int(parts[1]) else {
          throw .cutoff(String(word))
        }
        try Self.check(k, String(word))
        entries.append(Entry(word: row.word, cutoff: k, isRequired: true))
      }
    }
    guard !entries.isEmpty else { throw .unknownMetric(text) }
    var seen: Set<String> = []
    self.entries = entries.filter { seen.insert("\($0.word)@\($0.cutoff ?? 0)").inserted }
  }

  private static func check(_ k: Int, _ text: String) throws(EvaluationFault) {
    guard k > 0, k <= deepest else { throw .cutoff(text) }
  }

  /// The metrics over a training set and its items. What "all" brought in is left out where the data
  /// have no attribute for it; what was named throws.
  public func metrics(
    _ context: EvaluationContext
  ) throws(EvaluationFault) -> (metrics: [any Metric], aggregates: [any AggregateMetric]) {
    var metrics: [any Metric] = []
    var aggregates: [any AggregateMetric] = []
    for entry in entries {
      let row = MetricRow.all.first { $0.word == entry.word }
      switch row?.make(entry.cutoff ?? 1, context) {
      case .user(let metric): metrics.append(metric)
      case .aggregate(let metric): aggregates.append(metric)
      case nil: if entry.isRequired { throw .noAttribute(entry.word) }
      }
    }
    return (metrics, aggregates)
  }
}
