import Datasets
import Tensors

/// Rules of one query about its list, beside what steers the taste: which items, in what order, from
/// where on.
///
/// They act on the scores after overrides, in this order whatever the order of writing: candidates
/// and whatever else bars items, what is added to scores (boost, novelty, recency), rotation by
/// seed, the best, diversity, offset. None of them touches the code, so a rule composes with any
/// override, and without rules not a bit changes.
struct RankingRules: Sendable {
  /// What is added to scores, rule by rule.
  var additions: [Addition] = []
  /// The only items that may be answered; `nil` for all.
  var candidates: [ItemIndex]?
  /// λ of `Diversity`, 0 for none.
  var diversity = 0.0
  /// Key of `Rotation`.
  var seed: Int?
  /// Places of the list that are skipped.
  var offset = 0

  /// The rules that say which items and from where on, without those that move items.
  var restrictions: RankingRules {
    var rules = RankingRules()
    (rules.candidates, rules.offset) = (candidates, offset)
    return rules
  }
}

/// What a rule adds to every item's score, `[M]`.
struct Addition: Sendable {
  /// The word of the rule.
  let word: String
  let amounts: [Float]
  /// What the amounts were read from, where a request does not say.
  var source: String?
}

/// A rule that did something to a list.
struct ActedRule: Sendable, Equatable {
  let word: String
  /// Open items whose score it moved, items it barred, places it changed, or places it skipped.
  let items: Int
  var source: String?
}

/// A list under rules.
struct RuledList {
  var items: [Ranked]
  /// In the order in which they acted; a rule that changed nothing is not named.
  var acted: [ActedRule] = []
  var additions: [Addition] = []
}

extension Recommender {
  /// The list of a query from its scores, `[1, M]`. O(M) per rule, beside diversity's cost. `ARGS`
  /// when diversity is asked of a model without item vectors.
  func ruled(_ scores: Tensor, _ barred: [ItemIndex], _ query: Query) throws(Fault) -> RuledList {
    let rules = query.rules
    var scores = scores
    var list = RuledList(items: [], additions: rules.additions)
    for item in barred { scores.scalars[Int(item.value)] = -.infinity }
    if let candidates = rules.candidates {
      let before = scores.scalars
      CandidateList.bar(&scores, outside: candidates)
      let items = zip(before, scores.scalars).count { $0 != $1 }
      list.acted.append(ActedRule(word: CandidateList.word, items: items))
    }
    for addition in rules.additions { list.acted.append(add(addition, to: &scores)) }
    if let seed = rules.seed {
      let rotation = Rotation.addition(seed, scores)
      list.acted.append(add(rotation, to: &scores))
      list.additions.append(rotation)
    }
    let wanted = min(query.k + rules.offset, snapshot.catalog.count)
    list.items = scores.topK(
      rules.diversity > 0 ? max(wanted, Diversity.pool) : wanted, row: 0)
    if rules.diversity > 0 {
      let before = list.items.prefix(wanted).map(\.index)
      list.items = try Diversity.reordered(
        list.items, first: wanted, weight: rules.diversity, snapshot)
      let moved = zip(before, list.items).count { $0 != $1.index }
      list.acted.append(ActedRule(word: Diversity.word, items: moved))
    }
    let skipped = min(rules.offset, list.items.count)
    list.acted.append(ActedRule(word: "offset", items: skipped))
    list.items = Array(list.items.dropFirst(skipped).prefix(query.k))
    list.acted.removeAll { $0.items == 0 }
    return list
  }

  private func add(_ addition: Addition, to scores: inout Tensor) -> ActedRule {
    var moved = 0
    for (item, amount) in addition.amounts.enumerated()
    where amount != 0 && scores.scalars[item] > -.infinity {
      scores.scalars[item] += amount
      moved += 1
    }
    return ActedRule(word: addition.word, items: moved, source: addition.source)
  }
}
