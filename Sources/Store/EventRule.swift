/// Which events of a type count as positive, and with what weight.
///
/// Written `rating>=4`, `click`, `play>=30:0.5` or `dislike:-1`: a type, perhaps a comparison of
/// the value with a threshold, perhaps a weight after a colon (1 when absent).
public struct EventRule: Sendable, Codable, Equatable, CustomStringConvertible {
  /// How a value is held against the threshold.
  public enum Comparison: String, Sendable, Codable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
    case equal = "="
  }

  /// The event type.
  public let type: String
  public let comparison: Comparison?
  public let threshold: Double?
  /// What a matching event is worth; an event counts as positive when this is above 0.
  public let weight: Double

  /// A rule without a comparison: every event of the type matches.
  public init(type: String, weight: Double = 1) {
    self.type = type
    comparison = nil
    threshold = nil
    self.weight = weight
  }

  /// A rule that compares the event's value with a threshold.
  public init(type: String, _ comparison: Comparison, _ threshold: Double, weight: Double = 1) {
    self.type = type
    self.comparison = comparison
    self.threshold = threshold
    self.weight = weight
  }

  /// The rule from its written form; throws with the form that was expected.
  public init(parsing text: String) throws(StoreFault) {
    let fault = StoreFault.invalid(
      "\"\(text)\" is not a rule; write TYPE, TYPE>=NUMBER or either with :WEIGHT")
    var head = Substring(text)
    var weight = 1.0
    if let colon = text.lastIndex(of: ":") {
      guard let number = Double(text[text.index(after: colon)...].trimmed), number.isFinite else {
        throw fault
      }
      weight = number
      head = text[..<colon]
    }
    guard let start = head.firstIndex(where: { "<>=".contains($0) }) else {
      let type = head.trimmed
      guard !type.isEmpty else { throw fault }
      self.init(type: type, weight: weight)
      return
    }
    let type = head[..<start].trimmed
    let sign = head[start...].prefix { "<>=".contains($0) }
    guard let comparison = Comparison(rawValue: String(sign)), !type.isEmpty,
      let threshold = Double(head[sign.endIndex...].trimmed), threshold.isFinite
    else { throw fault }
    self.init(type: type, comparison, threshold, weight: weight)
  }

  /// The rule of a type nobody has spoken about: ratings from 4 up, no rule against the user's
  /// will, nothing from what was merely shown, everything else.
  public static func standard(for type: String) -> EventRule {
    switch type.lowercased() {
    case "rating", "rate", "stars": EventRule(type: type, .atLeast, 4)
    case "dislike", "hide", "block", "downvote", "thumbs_down", "return", "remove", "unlike":
      EventRule(type: type, weight: -1)
    case "impression", "exposure", "shown": EventRule(type: type, weight: 0)
    default: EventRule(type: type)
    }
  }

  /// True when an event of this type and value counts as positive. A comparison needs a value.
  public func isPositive(_ value: Double?) -> Bool {
    guard weight > 0 else { return false }
    guard let comparison, let threshold else { return true }
    guard let value else { return false }
    switch comparison {
    case .atLeast: return value >= threshold
    case .atMost: return value <= threshold
    case .above: return value > threshold
    case .below: return value < threshold
    case .equal: return value == threshold
    }
  }

  /// What the rule means, for a person: "rating ≥ 4 counts as positive".
  public var description: String {
    guard weight > 0 else {
      return "\(type) \(weight < 0 ? "counts against" : "does not count") (weight \(weight.plain))"
    }
    let share = weight == 1 ? "" : " with weight \(weight.plain)"
    guard let comparison, let threshold else { return "\(type) counts as positive\(share)" }
    let sign =
      switch comparison {
      case .atLeast: "≥"
      case .atMost: "≤"
      case .above: ">"
      case .below: "<"
      case .equal: "="
      }
    return "\(type) \(sign) \(threshold.plain) counts as positive\(share)"
  }
}

extension StringProtocol {
  /// Without the spaces and tabs at both ends.
  var trimmed: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(self[first...last])
  }
}

extension Double {
  /// As a person would write it: whole numbers without a fraction.
  var plain: String {
    self == rounded() && abs(self) < 1e15 ? String(Int64(self)) : String(self)
  }
}
