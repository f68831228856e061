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
