public import Datasets
import Foundation

/// An evaluation with what is needed to repeat it, as it is stored, printed and sent.
public struct EvaluationReport: Sendable, Equatable, Codable {
  /// The model, by the name it has in the registry or the store.
  public var model: String
  /// Which held-out users: `test` or `validation`.
  public var part: String
  /// Fingerprint of the split.
  public var split: String
  /// Protocol of the split, what it masks and what it leaks.
  public var division: Division?
  /// Seed of the run that trained the model, when there was one.
  public var seed: UInt64?
  /// Number of items of the catalogue, visible ones included.
  public var items: Int
  /// What the targets were ranked among: `full`, or a sample by name.
  public var candidates: String
  /// Users measured.
  public var users: Int
  /// Held-out users that have nothing to find and are in no mean.
  public var usersWithoutTargets: Int
  /// Means over users.
  public var metrics: [MetricSummary]
  /// Metrics of all lists together; no means.
  public var aggregates: [AggregateValue]
  /// The attribute of items that diversity and calibration were measured in.
  public var attribute: String?
  /// The metrics by groups of users.
  public var breakdown: Breakdown?

  /// The protocol of a split in words and numbers.
  public struct Division: Sendable, Equatable, Codable {
    public var kind: String
    public var mask: SplitMask
    public var leaks: LeakReport?
    public var warning: String?

    public init(_ split: Split) {
      kind = "\(split.kind)"
      mask = split.mask
      leaks = split.leaks
      warning = split.kind.warning
    }
  }

  public init(
    _ result: EvaluationResult, model: String, part: String, split: String, seed: UInt64? = nil,
    items: Int, division: Division? = nil, attribute: String? = nil, breakdown: Breakdown? = nil
  ) {
    self.model = model
    self.part = part
    self.split = split
    self.division = division
    self.seed = seed
    self.items = items
    candidates = "\(result.candidates)"
    users = result.users.count
    usersWithoutTargets = result.usersWithoutTargets
    metrics = result.summaries
    aggregates = result.aggregates
    self.attribute = attribute
    self.breakdown = breakdown
  }

  /// The report as one JSON object, keys sorted: equal reports give equal bytes. Throws only when a
  /// mean is not a finite number, which no metric here can produce.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
