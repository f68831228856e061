import Datasets
import Store

/// What a study asks about the factors of its final models, beside how well they rank.
public enum FactorScoring: Sendable, Equatable {
  /// How far the code comes apart, against attributes of items or of users (`DisentanglementJob`):
  /// so many trees a forest, so many draws of what is fitted, and the seed of both.
  case disentanglement(attributes: [String], trees: Int, draws: Int, seed: UInt64)
  /// What turning the knobs does to the lists of so many test users (`SteeringJob`). Scalars without
  /// a name are told by an attribute of items, the best covered one when absent.
  case steering(users: Int, attribute: String?)

  /// The table of a study file that asks it, and the last part of the names of its result files.
  var word: String {
    switch self {
    case .disentanglement: "disentanglement"
    case .steering: "steering"
    }
  }

  /// The question in words, everything that decides the answer among them.
  public var text: String {
    switch self {
    case .disentanglement(let attributes, let trees, let draws, let seed):
      "disentanglement by \(attributes.joined(separator: ", ")), \(trees) trees, \(draws) draws, "
        + "seed \(seed)"
    case .steering(let users, let attribute):
      "steering of \(users) users" + (attribute.map { ", scalars by \($0)" } ?? "")
    }
  }

  /// The questions of a study file: its tables `[disentanglement]` and `[steering]`. `seed` is that
  /// of the study's tests. Throws `DATA` for what the tables do not have.
  static func asked(in root: inout StudyTable, seed: UInt64) throws(Fault) -> [FactorScoring] {
    var asked: [FactorScoring] = []
    var codes = try root.table("disentanglement")
    var knobs = try root.table("steering")
    if root.keys.contains("disentanglement") {
      asked.append(
        .disentanglement(
          attributes: try names(&codes), trees: try codes.whole("trees", 1...1000) ?? 100,
          draws: try codes.whole("draws", 1...100) ?? 3, seed: seed))
    }
    if root.keys.contains("steering") {
      asked.append(
        .steering(
          users: try knobs.whole("users", 2...1_000_000) ?? 200,
          attribute: try knobs.word("attribute")))
    }
    try codes.finish()
    try knobs.finish()
    return asked
  }

  private static func names(_ table: inout StudyTable) throws(Fault) -> [String] {
    let values: [Value]
    switch table.value("attribute") {
    case .list(let list)?: values = list
    case let value?: values = [value]
    case nil: values = []
    }
    let names = values.compactMap(\.text)
    guard !names.isEmpty, names.count == values.count else {
      throw table.misfit("attribute", "the name of an attribute, or a list of them")
    }
    return names
  }

  /// Refuses what cannot be answered on a division before anything is trained: an attribute that
  /// neither its items nor its held-out users have. Throws `DATA`, and what reading throws.
  func check(_ split: Split, in store: InteractionStore) throws {
    let items = try store.catalog(for: split.items.ids).attributes
    switch self {
    case .disentanglement(let attributes, _, _, _):
      let users = try store.attributes(of: split.validation.users + split.test.users)
      let known = (items.columns + users.columns).filter { $0.kind != .text }.map(\.name)
      for name in attributes { try Self.find(name, in: known, "items or held-out users", word) }
    case .steering(_, let attribute):
      let known = items.columns.filter { $0.kind == .categorical }.map(\.name)
      if let attribute { try Self.find(attribute, in: known, "items, with categories", word) }
    }
  }

  private static func find(
    _ name: String, in known: [String], _ owners: String, _ word: String
  ) throws(Fault) {
    guard !known.contains(name) else { return }
    throw Fault(
      .data,
      "[\(word)]: no attribute \"\(name)\" of \(owners); there are "
        + (known.isEmpty ? "none" : known.joined(separator: ", ")))
  }
}

extension StudyDefinition {
  /// Hash of everything that decides what the factors of a final model show. It has no part in the
  /// identity of what the model shows in ranking.
  func identity(
    of scoring: FactorScoring, _ model: Model, _ division: Division, seed: UInt64
  ) throws -> String {
    var hash = Fingerprint()
    hash.add(try tuningIdentity(of: model, division))
    for text in ["\(seed)", scoring.text] { hash.add(text) }
    return hash.text
  }
}
