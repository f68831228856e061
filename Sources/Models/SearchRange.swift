import Foundation

/// Where a search may look for a setting: its name and the values it may take.
///
/// A range speaks of one setting of a model, or of one setting of the training loop under the
/// reserved prefix `training.`. Values are addressed by a position in `0 ... 1`, so that a method
/// of search draws, compares and mixes positions and needs to know nothing about units or
/// logarithms. A real value has four significant digits: it is printed as it was used, and what is
/// printed can be pasted.
public struct SearchRange: Sendable, Equatable {
  /// The values a setting may take.
  public enum Values: Sendable, Equatable {
    /// Real numbers between two ends, evenly or evenly in the logarithm.
    case real(Double, Double, log: Bool = false)
    /// Whole numbers between two ends, both included, evenly or evenly in the logarithm.
    case integer(Int, Int, log: Bool = false)
    /// Some values without an order.
    case choice([SettingValue])
  }

  /// Name of the setting: a field of the configuration, or `training.` and a field of the plan.
  public let name: String
  public let values: Values

  /// A range. Traps on ends out of order, on a logarithm of what is not positive, and on a choice
  /// of nothing: ranges in the sources are facts. Ranges from people are read by `init(text:)`.
  public init(_ name: String, _ values: Values) {
    if let reason = values.misfit { preconditionFailure("range of \(name): \(reason)") }
    self.name = name
    self.values = values
  }

  /// What the settings of the training loop are called beside those of a model.
  public static let trainingPrefix = "training."
  /// Step size of Adam: most models of this field want less than its usual 1e-3.
  public static let learningRate = SearchRange(
    "training.learningRate", .real(1e-4, 5e-3, log: true))
  /// Users per step.
  public static let batch = SearchRange("training.batch", .choice([100, 200, 500]))

  /// The value at a position; what lies outside `0 ... 1` counts as its end.
  public func value(at position: Double) -> SettingValue {
    let position = min(max(position, 0), 1)
    switch values {
    case .real(let low, let high, let log):
      let value = Self.rounded(Self.between(low, high, position, log: log))
      return .real(min(max(value, low), high))
    case .integer(let low, let high, let log):
      // Each whole number has a cell of width one, half of it on either side.
      let (first, last) = Self.cells(low, high)
      let value = Self.between(first, last, position, log: log).rounded()
      return .integer(min(max(Int(value), low), high))
    case .choice(let all):
      return all[min(Int(position * Double(all.count)), all.count - 1)]
    }
  }

  /// The position of a value: that of the nearer end for a number outside the range, the middle of
  /// its cell for a whole number or a choice; `nil` for a value of another kind or not among the
  /// choices.
  public func position(of value: SettingValue) -> Double? {
    switch values {
    case .real(let low, let high, let log):
      return value.number.map { Self.along(low, high, $0, log: log) }
    case .integer(let low, let high, let log):
      let (first, last) = Self.cells(low, high)
      return value.number.map {
        Self.along(first, last, min(max($0, Double(low)), Double(high)), log: log)
      }
    case .choice(let all):
      return all.firstIndex { $0.isSame(as: value) }
        .map { (Double($0) + 0.5) / Double(all.count) }
    }
  }

  /// Number of different values; `nil` where it is a continuum.
  public var count: Int? {
    switch values {
    case .real: nil
    case .integer(let low, let high, _): high - low + 1
    case .choice(let all): all.count
    }
  }

  /// The ends of a numeric range, or every choice: what must be valid for all to be.
  public var ends: [SettingValue] {
    switch values {
    case .real(let low, let high, _): [.real(low), .real(high)]
    case .integer(let low, let high, _): [.integer(low), .integer(high)]
    case .choice(let all): all
    }
  }

  private static func cells(_ low: Int, _ high: Int) -> (Double, Double) {
    (Double(low) - 0.5, Double(high) + 0.5)
  }

  private static func between(
    _ low: Double, _ high: Double, _ position: Double, log isLog: Bool
  ) -> Double {
    isLog
      ? exp(log(low) + position * (log(high) - log(low))) : low + position * (high - low)
  }

  private static func along(
    _ low: Double, _ high: Double, _ value: Double, log isLog: Bool
  ) -> Double {
    guard !isLog else {
      return value <= low ? 0 : min(1, (log(value) - log(low)) / (log(high) - log(low)))
    }
    return min(max((value - low) / (high - low), 0), 1)
  }

  /// Four significant digits, by way of the decimal text so that the digits are the shortest.
  private static func rounded(_ value: Double) -> Double {
    Double(String(format: "%.4g", value)) ?? value
  }
}

extension SearchRange.Values {
  /// Why these are no values to search, or `nil`.
  var misfit: String? {
    switch self {
    case .real(let low, let high, let log):
      if !(low < high) { return "\(low) is not below \(high)" }
      return log && low <= 0 ? "\(low) has no logarithm" : nil
    case .integer(let low, let high, let log):
      if low >= high { return "\(low) is not below \(high)" }
      return log && low < 1 ? "\(low) has no logarithm" : nil
    case .choice(let all):
      return all.isEmpty ? "it is empty" : nil
    }
  }
}
