import Datasets
import Models

/// How rules of steps compose. Unlike overrides they do not add up: the later word stands.
extension RuleFields {
  /// Puts a later step's rules on top.
  ///
  /// - `diversity`, `novelty`, `recency`, `seed`, `candidates` and `seen` replace what was said before;
  ///   0 takes a weight off;
  /// - a `boost` replaces the one before it on the same condition; 0 takes it off;
  /// - conditions of `filter` replace those before them on the same attribute, except that `!=`
  ///   gathers on `!=`;
  /// - `exclude` gathers.
  mutating func add(_ later: RuleFields) {
    func key(_ text: String) -> String { (try? AttributeFilter(text))?.key ?? text }
    let boosted = Set(later.boost.map { key($0.name) })
    boost.removeAll { boosted.contains(key($0.name)) }
    boost += later.boost.filter { $0.amount != 0 }
    for (attribute, conditions) in later.conditions {
      let gathers = (conditions + (self.conditions[attribute] ?? [])).allSatisfy {
        $0.relation == .notEqual
      }
      if !gathers {
        filter.removeAll { (try? AttributeFilter($0))?.attribute == attribute }
      }
    }
    let known = Set(filter.map(key))
    filter += later.filter.filter { !known.contains(key($0)) }
    for item in later.exclude where !exclude.contains(item) { exclude.append(item) }
    candidates = later.candidates ?? candidates
    diversity = Self.weight(later.diversity ?? diversity)
    novelty = Self.weight(later.novelty ?? novelty)
    recency = Self.weight(later.recency ?? recency)
    seed = later.seed ?? seed
    seen = later.seen ?? seen
    if seen == .exclude { seen = nil }
  }

  /// What a model and its catalogue can take of the rules, and the words of what they cannot.
  func known(to snapshot: Snapshot) -> (rules: RuleFields, missing: [String]) {
    var rules = self
    var missing: [String] = []
    func fits(_ condition: String) -> Bool {
      if (try? AttributeFilter(condition).column(of: snapshot.catalog)) != nil { return true }
      missing.append(condition)
      return false
    }
    func has(_ item: String) -> Bool {
      if snapshot.catalog.items.index(of: ItemID(item)) != nil { return true }
      missing.append(item)
      return false
    }
    rules.boost = boost.filter { fits($0.name) }
    rules.filter = filter.filter(fits)
    rules.exclude = exclude.filter(has)
    rules.candidates = candidates?.filter(has)
    if let diversity, diversity > 0, snapshot.trained.itemVectors == nil {
      rules.diversity = nil
      missing.append(Diversity.word)
    }
    return (rules, missing)
  }

  /// The rules that do not stand in some others, or stand there with another value.
  func subtracting(_ others: RuleFields) -> RuleFields {
    var rules = self
    rules.boost.removeAll { others.boost.contains($0) }
    rules.filter.removeAll { others.filter.contains($0) }
    rules.exclude.removeAll { others.exclude.contains($0) }
    if candidates == others.candidates { rules.candidates = nil }
    if diversity == others.diversity { rules.diversity = nil }
    if novelty == others.novelty { rules.novelty = nil }
    if recency == others.recency { rules.recency = nil }
    if seed == others.seed { rules.seed = nil }
    if seen == others.seen { rules.seen = nil }
    return rules
  }

  /// The conditions that can be read, by attribute.
  private var conditions: [String: [AttributeFilter]] {
    Dictionary(grouping: filter.compactMap { try? AttributeFilter($0) }, by: \.attribute)
  }

  private static func weight(_ weight: Double?) -> Double? { weight == 0 ? nil : weight }
}
