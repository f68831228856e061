import Datasets

/// The rule keys of a request, before they are resolved against a model and the store.
struct RuleFields: Sendable {
  var boost: [Adjustment] = []
  var candidates: [String] = []
  var diversity = 0.0
  var novelty = 0.0
  var recency = 0.0
  var seed: Int?
  var offset = 0

  /// The rules for a model. `ARGS` for a condition or an attribute that is none, `NOITEM` for an
  /// unknown candidate. Reads the store where a rule needs what the model does not know.
  func rules(_ snapshot: Snapshot, on engine: QueryEngine) throws(Fault) -> RankingRules {
    var rules = RankingRules()
    if !boost.isEmpty { rules.additions.append(try AttributeBoost.addition(boost, snapshot)) }
    if novelty != 0 {
      let counts = try engine.library.statistics.counts(snapshot, engine.library.store)
      rules.additions.append(Novelty.addition(Float(novelty), counts: counts))
    }
    if recency != 0 {
      let (times, source) = try Recency.times(snapshot, on: engine)
      rules.additions.append(Recency.addition(Float(recency), times: times, source: source))
    }
    if !candidates.isEmpty {
      rules.candidates = try snapshot.indices(of: candidates, at: CandidateList.word)
    }
    if diversity > 0 { try Diversity.require(snapshot) }
    (rules.diversity, rules.seed, rules.offset) = (diversity, seed, offset)
    return rules
  }
}

extension Fields {
  /// The keys by which a list is ruled.
  mutating func rules() throws(Fault) -> RuleFields {
    var rules = RuleFields()
    rules.boost = try overrides(
      AttributeBoost.word, in: -1000...1000, limit: 32,
      "add to scores of items that meet a condition; genre=Horror:+0.5")
    rules.candidates = try list(CandidateList.word, limit: 1000, "the only items to answer")
    rules.diversity = try double(
      Diversity.word, default: 0, in: 0...1, "how far items of the list should differ")
    rules.novelty = try double(
      Novelty.word, default: 0, in: -100...100, "added per nat of an item's self-information")
    rules.recency = try double(
      Recency.word, default: 0, in: -100...100,
      "added to the newest items and taken from the oldest")
    rules.seed = try int(Rotation.word, in: 0...Int.max, "rotate what scores nearly the same")
    rules.offset = try int("offset", default: 0, in: 0...100_000, "places of the list to skip")
    return rules
  }
}
