import Datasets

/// One rule of a list: its word and, where a word has several rules, what tells it from the others.
struct RuleName: Hashable, Sendable {
  /// The key of a request by which it is asked for; `seen` for the history, which needs no asking.
  let word: String
  /// A condition, a concept or an item.
  let detail: String?

  init(_ word: String, _ detail: String? = nil) {
    self.word = word
    self.detail = detail
  }

  /// What the detail of a word is called; the detail of others is the item that is asked about.
  private static let details = [
    AttributeBoost.word: "condition", "filter": "condition", "mute": "concept",
  ]

  /// `{"rule": "filter", "condition": "year>=1990"}`
  var value: Value.Map {
    var map: Value.Map = ["rule": .string(word)]
    if let detail, let key = Self.details[word] { map.append(key, .string(detail)) }
    return map
  }
}

extension RuleFields {
  /// The rules by name. Conditions that cannot be read have none.
  var names: Set<RuleName> {
    var names: Set<RuleName> = []
    func condition(_ text: String) -> String? { (try? AttributeFilter(text))?.text }
    for boost in boost {
      names.insert(RuleName(AttributeBoost.word, condition(boost.name)))
    }
    for text in filter { names.insert(RuleName("filter", condition(text))) }
    for item in exclude { names.insert(RuleName("exclude", item)) }
    let single = [
      (CandidateList.word, candidates != nil), (Diversity.word, diversity != nil),
      (Novelty.word, novelty != nil), (Recency.word, recency != nil), (Rotation.word, seed != nil),
      ("seen", seen != nil),
    ]
    for (word, isSaid) in single where isSaid { names.insert(RuleName(word)) }
    return names
  }
}
