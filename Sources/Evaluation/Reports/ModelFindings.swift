/// What a report tells of one model beside its differences to others. Plain values, so that any
/// harness can fill them; what is not known stays empty and has no section.
public struct ModelFindings: Sendable, Equatable, Codable {
  /// A finished epoch.
  public struct Epoch: Sendable, Equatable, Codable {
    public var epoch: Int
    /// Nats per user.
    public var loss: Double
    /// Validation NDCG@100.
    public var validation: Double?

    public init(epoch: Int, loss: Double, validation: Double?) {
      self.epoch = epoch
      self.loss = loss
      self.validation = validation
    }
  }

  /// What turning a knob did: share of a named set among the top 20, by strength.
  public struct Knob: Sendable, Equatable, Codable {
    public var label: String
    public var curve: SteeringEvaluation.Curve

    public init(label: String, curve: SteeringEvaluation.Curve) {
      self.label = label
      self.curve = curve
    }
  }

  /// Share of a concept's weight on items that have an attribute value, `[K, V]`.
  public struct ConceptShares: Sendable, Equatable, Codable {
    public var attribute: String
    public var concepts: [String]
    public var values: [String]
    public var shares: [[Double]]

    public init(
      attribute: String, concepts: [String], values: [String], shares: [[Double]]
    ) {
      self.attribute = attribute
      self.concepts = concepts
      self.values = values
      self.shares = shares
    }
  }

  public var title: String
  /// Metrics over the cut-offs of `CurveMetrics`, with the interval of the mean.
  public var curve: [Comparison.Mean] = []
  public var exposure: Exposure?
  /// `ListMetrics` of users and of all lists together, and the attribute they read.
  public var lists: [Comparison.Mean] = []
  public var aggregates: [AggregateValue] = []
  public var listAttribute: String?
  public var epochs: [Epoch] = []
  public var bestEpoch = 0
  public var concepts: ConceptShares?
  public var knobs: [Knob] = []
  /// Further facts for the end of the report: settings, seed, versions.
  public var facts: [Report.Fact] = []

  public init(title: String) { self.title = title }
}

/// The metrics whose curves a report draws.
public enum CurveMetrics {
  public static let cutoffs = [1, 5, 10, 20, 50, 100]
  public static let all: [any Metric] =
    cutoffs.map { NDCG(at: $0) } + cutoffs.map { Recall(at: $0) }
}
