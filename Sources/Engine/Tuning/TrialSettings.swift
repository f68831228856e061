import Foundation
public import Models
import Training

/// The settings that a trial tries, and what they are laid over.
public struct TrialSettings: Sendable, Equatable {
  /// By name, in order; those of the training loop under `SearchRange.trainingPrefix`.
  public let values: [String: SettingValue]

  public init(_ values: [String: SettingValue]) { self.values = values }

  /// Settings that the store recorded. Throws when the text is none.
  public init(json: String) throws(ConfigurationFault) {
    do {
      values = try JSONDecoder().decode([String: SettingValue].self, from: Data(json.utf8))
    } catch {
      throw .malformed("\(error)")
    }
  }

  /// As the store records them: a JSON object with its keys in order.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(values), as: UTF8.self)
  }

  /// Settings of a model with these over them: a JSON object, keys in order.
  func over(_ fixed: Data) throws -> Data {
    var fields = try JSONSerialization.jsonObject(with: fixed) as? [String: Any] ?? [:]
    for (name, value) in values where !name.hasPrefix(SearchRange.trainingPrefix) {
      let text = try JSONEncoder().encode(value)
      fields[name] = try JSONSerialization.jsonObject(with: text, options: .fragmentsAllowed)
    }
    return try JSONSerialization.data(withJSONObject: fields, options: .sortedKeys)
  }

  /// A plan with these over it. Throws for a setting of the loop that is not to be tuned.
  func over(_ plan: TrainingPlan) throws -> TrainingPlan {
    var own = [String: SettingValue]()
    for (name, value) in values where name.hasPrefix(SearchRange.trainingPrefix) {
      let field = String(name.dropFirst(SearchRange.trainingPrefix.count))
      guard TrainingPlan.tunable.contains(field) else {
        throw ConfigurationFault.unknownKey(
          name, known: TrainingPlan.tunable.sorted().map { SearchRange.trainingPrefix + $0 })
      }
      own[field] = value
    }
    guard !own.isEmpty else { return plan }
    var fields = try JSONDecoder().decode([String: SettingValue].self, from: Data(plan.json.utf8))
    fields.merge(own) { $1 }
    // The seed has 64 bits of its own, which a number of JSON need not keep.
    var laid = try TrainingPlan(json: JSONEncoder().encode(fields.filter { $0.key != "seed" }))
    laid.seed = plan.seed
    return laid
  }
}

/// The settings of a model by name, as they stand before a search.
enum SettingTable {
  /// Values of the settings that are numbers, words or truth values, with `settings` laid over the
  /// defaults of the model, and the plan's under their prefix.
  static func values(
    of model: String, _ settings: Data, _ plan: TrainingPlan
  ) throws -> [String: SettingValue] {
    func configuration<Model: GenerativeModel>(_ type: Model.Type) throws -> String {
      try Model.Configuration(json: settings).json
    }
    var values = try scalars(configuration(Registry.type(named: model)))
    for (name, value) in try scalars(plan.json) where TrainingPlan.tunable.contains(name) {
      values[SearchRange.trainingPrefix + name] = value
    }
    return values
  }

  /// Whether a setting takes whole numbers only: a fraction is then of the wrong type.
  static func isWhole(
    _ name: String, of model: String, _ settings: Data, _ plan: TrainingPlan
  ) throws -> Bool {
    do {
      _ = try configured(model, settings, plan, TrialSettings([name: .real(0.5)]))
      return false
    } catch ConfigurationFault.wrongType {
      return true
    } catch ConfigurationFault.outOfRange {
      return false
    }
  }

  /// Decodes and validates settings and plan with those of a trial over them; the model's settings
  /// come back whole, as JSON.
  @discardableResult
  static func configured(
    _ model: String, _ settings: Data, _ plan: TrainingPlan, _ trial: TrialSettings
  ) throws -> (settings: String, plan: TrainingPlan) {
    func configuration<Model: GenerativeModel>(_ type: Model.Type, _ json: Data) throws -> String {
      try Model.Configuration(json: json).json
    }
    let plan = try trial.over(plan)
    try plan.validate()
    return (try configuration(Registry.type(named: model), trial.over(settings)), plan)
  }

  private static func scalars(_ json: String) throws -> [String: SettingValue] {
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] ?? [:]
    var values: [String: SettingValue] = [:]
    for (name, value) in object where !(value is [Any]) && !(value is [String: Any]) {
      let text = try JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
      values[name] = try JSONDecoder().decode(SettingValue.self, from: text)
    }
    return values
  }
}
