import Datasets
import Tensors

/// Rules of one query about its list, beside what steers the taste: which items, in what order, from
/// where on.
///
/// They act on the scores after overrides, in this order whatever the order of writing: what bars
/// items (exclude, filter, candidates), what is added to scores (boost, novelty, recency), rotation by
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
  let name: RuleName
  let amounts: [Float]
  /// What the amounts were read from, where a request does not say.
  var source: String?
}

/// A rule that did something to a list.
struct ActedRule: Sendable, Equatable {
  let name: RuleName
  /// Open items whose score it moved, items it barred, places it changed, or places it skipped.
  let items: Int
  var source: String?
}

/// Scores under rules: what may not be answered is −∞, and what is added to scores is in them.
struct RuledScores {
  /// `[1, M]`
  var scores: Tensor
  /// In the order in which they acted.
  var acted: [ActedRule] = []
  var additions: [Addition] = []
}

/// A list under rules.
struct RuledList {
  var items: [Ranked]
  /// In the order in which they acted; a rule that changed nothing is not named.
  var acted: [ActedRule] = []
  var additions: [Addition] = []
  /// Ranks before diversity, when reasons are asked for.
  var byScore: [Int32: Int] = [:]
}

extension Recommender {
  /// The list of a query from its scores, `[1, M]`, and the items that its code rules out. O(M) per
  /// rule, beside diversity's cost. `ARGS` when diversity is asked of a model without item vectors.
  func ruled(
    _ scores: Tensor, excluded: [ItemIndex], _ query: Query
  ) throws(Fault) -> RuledList {
    let rules = query.rules
    let ruled = try ruledScores(scores, excluded: excluded, query)
    var list = RuledList(items: [], acted: ruled.acted, additions: ruled.additions)
    let wanted = min(query.k + rules.offset, snapshot.catalog.count)
    list.items = ruled.scores.topK(
      rules.diversity > 0 ? max(wanted, Diversity.pool) : wanted, row: 0)
    if rules.diversity > 0 {
      let before = list.items.prefix(wanted).map(\.index)
      if query.explains {
        list.byScore = Dictionary(
          uniqueKeysWithValues: list.items.enumerated().map { ($1.index, $0 + 1) })
      }
      list.items = try Diversity.reordered(
        list.items, first: wanted, weight: rules.diversity, snapshot)
      let moved = zip(before, list.items).count { $0 != $1.index }
      list.acted.append(ActedRule(name: RuleName(Diversity.word), items: moved))
    }
    let skipped = min(rules.offset, list.items.count)
    list.acted.append(ActedRule(name: RuleName("offset"), items: skipped))
    list.items = Array(list.items.dropFirst(skipped).prefix(query.k))
    list.acted.removeAll { $0.items == 0 }
    return list
  }

  /// Scores, `[1, M]`, under everything but diversity and offset. O(M) per rule.
  func ruledScores(
    _ scores: Tensor, excluded: [ItemIndex], _ query: Query
  ) throws(Fault) -> RuledScores {
    ruledScores(scores, excluded: excluded, query.rules, bars: try bars(query))
  }

  /// The same when what the query bars has been found already.
  func ruledScores(
    _ scores: Tensor, excluded: [ItemIndex], _ rules: RankingRules, bars: [Bar]
  ) -> RuledScores {
    var ruled = RuledScores(scores: scores, additions: rules.additions)
    for item in excluded { ruled.scores.scalars[Int(item.value)] = -.infinity }
    for bar in bars {
      var barred = 0
      for item in bar.items where ruled.scores.scalars[Int(item.value)] > -.infinity {
        ruled.scores.scalars[Int(item.value)] = -.infinity
        barred += 1
      }
      if bar.isRule { ruled.acted.append(ActedRule(name: bar.name, items: barred)) }
    }
    for addition in rules.additions { ruled.acted.append(add(addition, to: &ruled.scores)) }
    if let seed = rules.seed {
      let rotation = Rotation.addition(seed, ruled.scores)
      ruled.acted.append(add(rotation, to: &ruled.scores))
      ruled.additions.append(rotation)
    }
    return ruled
  }

  private func add(_ addition: Addition, to scores: inout Tensor) -> ActedRule {
    var moved = 0
    for (item, amount) in addition.amounts.enumerated()
    where amount != 0 && scores.scalars[item] > -.infinity {
      scores.scalars[item] += amount
      moved += 1
    }
    return ActedRule(name: addition.name, items: moved, source: addition.source)
  }
}
