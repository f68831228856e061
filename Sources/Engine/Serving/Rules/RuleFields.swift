import Datasets

/// The rule keys of a request or of a step of a session, before they are resolved against a model
/// and the store. A key that is not said is `nil` or empty; a weight of 0 says that there is none.
struct RuleFields: Sendable, Equatable {
  /// Conditions with amounts, and conditions alone, that one list can have.
  static let mostConditions = 32

  var boost: [Adjustment] = []
  /// The only items to answer. The empty list is a rule too: it answers none.
  var candidates: [String]?
  var diversity: Double?
  var novelty: Double?
  var recency: Double?
  var seed: Int?
  var exclude: [String] = []
  var filter: [String] = []
  var seen: SeenItems?

  /// What happens to items that somebody has already.
  enum SeenItems: String, CaseIterable, Sendable { case exclude, include }

  var isEmpty: Bool { self == RuleFields() }

  /// Writes the rules into a query for a model. `ARGS` for a condition or an attribute that is none,
  /// `NOITEM` for an unknown item. Reads the store where a rule needs what the model does not know.
  func apply(
    to query: inout Query, _ snapshot: Snapshot, on engine: QueryEngine
  ) throws(Fault) {
    query.exclude = try snapshot.indices(of: exclude, at: "exclude")
    for condition in filter { query.filters.append(try AttributeFilter(condition)) }
    query.includesSeen = seen == .include
    for boost in boost {
      query.rules.additions.append(try AttributeBoost.addition(boost, snapshot))
    }
    if let novelty, novelty != 0 {
      let counts = try engine.library.statistics.counts(snapshot, engine.library.store)
      query.rules.additions.append(Novelty.addition(Float(novelty), counts: counts))
    }
    if let recency, recency != 0 {
      let (times, source) = try Recency.times(snapshot, on: engine)
      query.rules.additions.append(
        Recency.addition(Float(recency), times: times, source: source))
    }
    if let candidates {
      query.rules.candidates = try snapshot.indices(of: candidates, at: CandidateList.word)
    }
    query.rules.diversity = diversity ?? 0
    if query.rules.diversity > 0 { try Diversity.require(snapshot) }
    query.rules.seed = seed
  }

  /// Throws for the first word that a model cannot take, without reading the store.
  func require(_ snapshot: Snapshot) throws(Fault) {
    _ = try snapshot.indices(of: exclude, at: "exclude")
    _ = try snapshot.indices(of: candidates ?? [], at: CandidateList.word)
    for condition in filter { _ = try AttributeFilter(condition).column(of: snapshot.catalog) }
    for boost in boost {
      _ = try AttributeFilter(boost.name, at: AttributeBoost.word).column(of: snapshot.catalog)
    }
    if let diversity, diversity > 0 { try Diversity.require(snapshot) }
  }
}

extension RuleFields {
  /// The rules as fields of a request, which is how they are stored and shown.
  var fields: Value.Map {
    var map = Value.Map()
    if !boost.isEmpty { map.append(AttributeBoost.word, SteeringStep.value(boost)) }
    if let candidates {
      map.append(CandidateList.word, .list(candidates.map { .string($0) }))
    }
    if let diversity { map.append(Diversity.word, .double(diversity)) }
    if let novelty { map.append(Novelty.word, .double(novelty)) }
    if let recency { map.append(Recency.word, .double(recency)) }
    if let seed { map.append(Rotation.word, .int(seed)) }
    if !exclude.isEmpty { map.append("exclude", .list(exclude.map { .string($0) })) }
    if !filter.isEmpty { map.append("filter", .list(filter.map { .string($0) })) }
    if let seen { map.append("seen", .string(seen.rawValue)) }
    return map
  }
}

extension Fields {
  /// The keys by which a list is ruled.
  mutating func rules() throws(Fault) -> RuleFields {
    var rules = RuleFields()
    rules.boost = try overrides(
      AttributeBoost.word, in: -1000...1000, limit: RuleFields.mostConditions,
      "add to scores of items that meet a condition; genre=Horror:+0.5")
    let candidates = try list(CandidateList.word, limit: 1000, "the only items to answer")
    rules.candidates = candidates.isEmpty ? nil : candidates
    rules.diversity = try double(
      Diversity.word, in: 0...1, "how far items of the list should differ; 0 is off")
    rules.novelty = try double(
      Novelty.word, in: -100...100, "added per nat of an item's self-information; 0 is off")
    rules.recency = try double(
      Recency.word, in: -100...100,
      "added to the newest items and taken from the oldest; 0 is off")
    rules.seed = try int(Rotation.word, in: 0...Int.max, "rotate what scores nearly the same")
    rules.exclude = try list("exclude", limit: 1000, "items not to answer")
    rules.filter = try list(
      "filter", limit: RuleFields.mostConditions,
      "conditions on attributes: genre=Horror, year>=1990")
    rules.seen = try choice(
      "seen", "what to do with items of the history; they are left out when it is absent")
    return rules
  }
}
