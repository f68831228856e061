import Foundation

/// An evaluation with what is needed to repeat it, as it is stored, printed and sent.
public struct EvaluationReport: Sendable, Equatable, Codable {
  /// The model, by the name it has in the registry or the store.
  public var model: String
  /// Which held-out users: `test` or `validation`.
  public var part: String
  /// Fingerprint of the split.
  public var split: String
  /// Seed of the run that trained the model, when there was one.
  public var seed: UInt64?
  /// Number of items that were ranked for every user, visible ones left out.
  public var items: Int
  /// Users measured.
  public var users: Int
  /// Held-out users that have nothing to find and are in no mean.
  public var usersWithoutTargets: Int
  public var metrics: [MetricSummary]

  public init(
    _ result: EvaluationResult, model: String, part: String, split: String, seed: UInt64? = nil,
    items: Int
  ) {
    self.model = model
    self.part = part
    self.split = split
    self.seed = seed
    self.items = items
    users = result.users.count
    usersWithoutTargets = result.usersWithoutTargets
    metrics = result.summaries
  }

  /// The report as one JSON object, keys sorted: equal reports give equal bytes. Throws only when a
  /// mean is not a finite number, which no metric here can produce.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The report as a table for a terminal, with a sentence on the users.
  public var table: String {
    let width = max(6, metrics.map(\.name.count).max() ?? 0)
    func padded(_ name: String) -> String {
      name + String(repeating: " ", count: width - name.count)
    }
    var lines = ["\(padded("metric"))    mean  std. error"]
    lines += metrics.map {
      "\(padded($0.name))  \(Self.digits($0.mean, 4))     \(Self.digits($0.standardError, 4))"
    }
    let skipped =
      usersWithoutTargets == 0 ? "" : "; \(usersWithoutTargets) without targets left out"
    lines.append("\(users) \(part) users, \(items) items ranked in full\(skipped)")
    return lines.joined(separator: "\n")
  }

  private static func digits(_ value: Double, _ places: Int) -> String {
    String(format: "%.\(places)f", value)
  }
}
