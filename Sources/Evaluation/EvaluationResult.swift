public import Datasets

/// What an evaluation measured: one value a user and metric, kept so that two models can be
/// compared user by user, their summaries, and what was measured of all lists together.
public struct EvaluationResult: Sendable, Equatable {
  /// Names of the metrics.
  public let metrics: [String]
  /// The users with targets, in the order of the split.
  public let users: [UserID]
  /// `values[m][u]` is metric `m` of user `u`.
  public let values: [[Double]]
  /// Held-out users that were not measured because they have nothing to find.
  public let usersWithoutTargets: Int
  /// Metrics of all lists together: no means, without an error.
  public let aggregates: [AggregateValue]
  /// What the targets were ranked among.
  public let candidates: Candidates

  public init(
    metrics: [String], users: [UserID], values: [[Double]], usersWithoutTargets: Int,
    aggregates: [AggregateValue] = [], candidates: Candidates = .full
  ) {
    precondition(
      metrics.count == values.count && values.allSatisfy { $0.count == users.count },
      "evaluation: \(values.map(\.count)) values for \(metrics.count) metrics of "
        + "\(users.count) users")
    self.metrics = metrics
    self.users = users
    self.values = values
    self.usersWithoutTargets = usersWithoutTargets
    self.aggregates = aggregates
    self.candidates = candidates
  }

  /// Mean and standard error of every metric. O(users · metrics).
  public var summaries: [MetricSummary] {
    zip(metrics, values).map { MetricSummary(name: $0, values: $1) }
  }

  /// Summary of the metric with a name, or `nil` when it was not measured. O(users).
  public subscript(name: String) -> MetricSummary? {
    metrics.firstIndex(of: name).map { MetricSummary(name: name, values: values[$0]) }
  }

  /// One line a user, header `user` and the metrics' names; numbers with all their digits. Ids are
  /// quoted where they need it (RFC 4180). Aggregates have no value for a user and are not here.
  public var usersCSV: String {
    var text = (["user"] + metrics).joined(separator: ",") + "\n"
    for (u, user) in users.enumerated() {
      let fields = [user.rawValue.csvField] + values.map { String($0[u]) }
      text += fields.joined(separator: ",") + "\n"
    }
    return text
  }
}

/// One metric of all lists together.
public struct AggregateValue: Sendable, Equatable, Codable {
  /// Name and cut-off: `coverage@10`.
  public let name: String
  public let value: Double

  public init(name: String, value: Double) {
    self.name = name
    self.value = value
  }
}
