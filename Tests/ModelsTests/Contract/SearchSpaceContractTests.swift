// What every model of the registry promises a search of its settings.
import Foundation
import Models
import Testing
import Training

@Suite struct SearchSpaceContractTests {
  @Test(arguments: everyModel)
  func `every range names a setting once and its ends are valid`(_ name: String) throws {
    let ranges = try Registry.searchSpace(of: name)
    #expect(Set(ranges.map(\.name)).count == ranges.count)
    for range in ranges {
      for end in range.ends { #expect(throws: Never.self) { try Self.decode(range, end, name) } }
    }
  }

  @Test func `a range of no setting is noticed`() {
    // The check above, seen to fail.
    for wrong in ["no such setting", "training.epochs", "training.learningrate"] {
      #expect(throws: (any Error).self) {
        try Self.decode(SearchRange(wrong, .real(0.1, 0.2)), 0.1, "macridvae")
      }
    }
    #expect(throws: ConfigurationFault.self) {
      try Self.decode(SearchRange("concepts", .integer(2, 65)), 65, "macridvae")
    }
  }

  /// Lays one value over the defaults; throws when the setting is not there, not tunable or out of
  /// its range.
  private static func decode(
    _ range: SearchRange, _ value: SettingValue, _ model: String
  ) throws {
    func settings<Model: GenerativeModel>(_ type: Model.Type, _ json: Data) throws {
      _ = try Model.Configuration(json: json)
    }
    guard range.name.hasPrefix(SearchRange.trainingPrefix) else {
      return try settings(
        Registry.type(named: model), JSONEncoder().encode([range.name: value]))
    }
    let field = String(range.name.dropFirst(SearchRange.trainingPrefix.count))
    guard TrainingPlan.tunable.contains(field) else {
      throw ConfigurationFault.unknownKey(range.name, known: TrainingPlan.tunable.sorted())
    }
    _ = try TrainingPlan(json: JSONEncoder().encode([field: value]))
  }
}
