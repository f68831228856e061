/// Models measured on the same users, each against a reference, with one correction over all
/// comparisons: the value behind `facet compare` and its reports.
public struct Comparison: Sendable, Equatable, Codable {
  /// A model and its means.
  public struct Entry: Sendable, Equatable, Codable {
    public var title: String
    public var metrics: [Mean]
  }

  /// Mean of a metric over users with the interval of Student's t.
  public struct Mean: Sendable, Equatable, Codable {
    public var summary: MetricSummary
    /// m ± t_{1−α/2, n−1} · s/√n
    public var interval: Interval

    /// The mean of one value a user. O(users).
    public init(name: String, values: [Double], alpha: Double) {
      self.init(MetricSummary(name: name, values: values), alpha: alpha)
    }

    init(_ summary: MetricSummary, alpha: Double) {
      self.summary = summary
      guard summary.users > 1 else {
        interval = Interval(low: summary.mean, high: summary.mean)
        return
      }
      // The summary divides by n, the interval by n − 1.
      let n = Double(summary.users)
      let error = summary.standardError * (n / (n - 1)).squareRoot()
      let reach = StudentDistribution(degrees: summary.users - 1).quantile(1 - alpha / 2) * error
      interval = Interval(low: summary.mean - reach, high: summary.mean + reach)
    }
  }

  /// Whom every model is compared with.
  public enum Reference: Sendable, Equatable {
    /// One model, by title.
    case model(String)
    /// For every metric, the model with the best mean.
    case best
  }

  public var settings: ComparisonSettings
  public var users: Int
  public var entries: [Entry]
  /// By metric, then in the order of the models.
  public var pairs: [PairedComparison]

  /// Compares measured models, given as title and result. Every metric of the first result is
  /// compared; `lowerIsBetter` names those of which less is better. Throws when there are fewer
  /// than two models or no users, a title is there twice, the reference is unknown, or two results
  /// are of different users or metrics. O(comparisons · rounds · users).
  public init(
    _ results: [(title: String, result: EvaluationResult)], against reference: Reference,
    settings: ComparisonSettings, lowerIsBetter: Set<String> = []
  ) throws(ComparisonFault) {
    try Self.check(results, reference)
    let metrics = results[0].result.metrics
    self.settings = settings
    users = results[0].result.users.count
    entries = results.map { title, result in
      Entry(
        title: title,
        metrics: zip(result.metrics, result.values).map {
          Mean(name: $0, values: $1, alpha: settings.alpha)
        })
    }
    let count = metrics.count * (results.count - 1)
    pairs = metrics.enumerated().flatMap { place, metric -> [PairedComparison] in
      let isLower = lowerIsBetter.contains(metric)
      func sample(_ a: Int, _ b: Int) -> PairedComparison {
        PairedComparison(
          PairedSample(
            metric: metric, a: results[a].result.values[place], b: results[b].result.values[place]),
          a: results[a].title, b: results[b].title, settings: settings, comparisons: count)
      }
      switch reference {
      case .model(let title):
        let base = results.firstIndex { $0.title == title } ?? 0
        return results.indices.filter { $0 != base }.map { sample($0, base) }
      case .best:
        let means = results.map {
          MetricSummary(name: metric, values: $0.result.values[place]).mean
        }
        let best =
          means.indices.max {
            isLower ? (means[$0], $0) > (means[$1], $1) : (means[$0], $1) < (means[$1], $0)
          } ?? 0
        return results.indices.filter { $0 != best }.map { sample(best, $0) }
      }
    }
    correct(lowerIsBetter)
  }

  /// Holm over all pairs, and what follows from it.
  private mutating func correct(_ lowerIsBetter: Set<String>) {
    let adjusted = HolmCorrection.adjusted(pairs.map { $0.p(settings.test) })
    for (place, p) in adjusted.enumerated() {
      pairs[place].adjusted = p
      guard pairs[place].finding != .identical, p <= settings.alpha else { continue }
      let isHigher = pairs[place].difference > 0
      let wantsHigher = !lowerIsBetter.contains(pairs[place].metric)
      pairs[place].finding = isHigher == wantsHigher ? .better : .worse
    }
  }

  private static func check(
    _ results: [(title: String, result: EvaluationResult)], _ reference: Reference
  ) throws(ComparisonFault) {
    guard results.count > 1 else { throw .tooFew(results.count) }
    var titles: Set<String> = []
    for (title, _) in results where !titles.insert(title).inserted { throw .twice(title) }
    if case .model(let title) = reference, !titles.contains(title) {
      throw .unknownReference(title, known: results.map(\.title))
    }
    let first = results[0]
    guard !first.result.users.isEmpty else { throw .noUsers }
    for (title, result) in results
    where result.users != first.result.users || result.metrics != first.result.metrics {
      throw .differentUsers(first.title, title)
    }
  }
}

/// Why models cannot be compared.
public enum ComparisonFault: Error, Sendable, Equatable, CustomStringConvertible {
  case tooFew(Int)
  case twice(String)
  case unknownReference(String, known: [String])
  case differentUsers(String, String)
  case noUsers

  public var description: String {
    switch self {
    case .tooFew(let count): "a comparison takes two models or more, not \(count)"
    case .twice(let title): "\(title) is there twice"
    case .unknownReference(let title, let known):
      "the baseline \(title) is not among the models: \(known.joined(separator: ", "))"
    case .differentUsers(let a, let b):
      "\(a) and \(b) were not measured on the same users by the same metrics"
    case .noUsers: "no held-out user has hidden items, so nothing can be compared"
    }
  }
}
