import Datasets
import Models
import Tensors

/// What one rule does to one item of a query's list.
struct RulePart: Sendable {
  let name: RuleName
  /// Whether the item may not be answered because of it, whatever its score.
  var bars = false
  /// What it adds to the item's score; `nil` for a rule that adds nothing to any.
  var added: Float?
  /// What the amount was read from, where a request does not say.
  var source: String?
  /// The item's rank in the same request without this rule alone; `nil` when it still may not be
  /// answered.
  var without: Int?
}

extension Recommender {
  /// The parts of all rules that touch an item: those that bar it, and of one that may be answered
  /// those that move it, found by making the list again without each. `rank` is the item's own. O(M)
  /// per rule, and a pass of the model for a mute or a liked item that is lifted.
  func parts(
    of item: ItemIndex, rank: Int?, _ query: Query, _ passed: TrainedModel.Scored
  ) throws(Fault) -> [RulePart] {
    var parts: [RulePart] = []
    for name in try barring(item, query, passed) {
      parts.append(
        RulePart(
          name: name, bars: true, without: try self.rank(of: item, lifting: [name], query, passed)))
    }
    guard let rank else { return parts }
    for addition in query.rules.additions {
      parts.append(
        RulePart(
          name: addition.name, added: addition.amounts[Int(item.value)], source: addition.source))
    }
    if query.rules.seed != nil {
      let ruled = try ruledScores(passed.scores, excluded: passed.excluded[0], query)
      parts.append(
        RulePart(
          name: RuleName(Rotation.word), added: ruled.additions.last?.amounts[Int(item.value)]))
    }
    if query.rules.diversity > 0 { parts.append(RulePart(name: RuleName(Diversity.word))) }
    for place in parts.indices {
      parts[place].without = try self.rank(of: item, lifting: [parts[place].name], query, passed)
    }
    return parts.filter { ($0.added ?? 0) != 0 || $0.without != rank }
  }

  /// The rules that bar an item, in the order of `bars`, then the concepts whose mute takes it out.
  func barring(
    _ item: ItemIndex, _ query: Query, _ passed: TrainedModel.Scored
  ) throws(Fault) -> [RuleName] {
    var names: [RuleName] = []
    for bar in try bars(query) where bar.items.contains(item) {
      let isOfItem = ["exclude", "like", "less"].contains(bar.name.word)
      let id = snapshot.catalog.items[Int(item.value)].rawValue
      names.append(isOfItem ? RuleName(bar.name.word, id) : bar.name)
    }
    guard passed.excluded[0].contains(item), let concepts = snapshot.itemConcepts,
      let block = snapshot.trained.layout.conceptWeights
    else { return names }
    var muted: Set<[Int]> = []
    for word in query.steering.mute {
      muted.insert(try snapshot.factors.element(word, at: "mute").index)
    }
    for concept in 0..<concepts.columns where concepts[Int(item.value), concept] > 0.5 {
      names.append(
        muted.contains([concept]) ? RuleName("mute", block.word([concept])) : RuleName("only"))
    }
    return names
  }

  /// The item's rank in the same request without some rules.
  func rank(
    of item: ItemIndex, lifting names: [RuleName], _ query: Query, _ passed: TrainedModel.Scored
  ) throws(Fault) -> Int? {
    var lifted = query
    for name in names { try lift(name, from: &lifted) }
    guard lifted.steering == query.steering else { return try standing(of: [item], lifted)[0].rank }
    return try standing(of: [item], lifted, passed)[0].rank
  }

  /// Takes one rule out of a query.
  private func lift(_ name: RuleName, from query: inout Query) throws(Fault) {
    switch name.word {
    case "seen", "ignore": query.includesSeen = true
    case "like": query.steering.like.removeAll { $0 == name.detail }
    case "less": query.steering.less.removeAll { $0 == name.detail }
    case "exclude":
      query.exclude.removeAll {
        snapshot.catalog.items[Int($0.value)].rawValue == name.detail
      }
    case "filter": query.filters.removeAll { $0.text == name.detail }
    case CandidateList.word: query.rules.candidates = nil
    case Rotation.word: query.rules.seed = nil
    case Diversity.word: query.rules.diversity = 0
    case "only": query.steering.only = []
    case "mute":
      var kept: [String] = []
      for word in query.steering.mute {
        let element = try snapshot.factors.element(word, at: "mute")
        if element.block.word(element.index) != name.detail { kept.append(word) }
      }
      query.steering.mute = kept
    default: query.rules.additions.removeAll { $0.name == name }
    }
  }
}
