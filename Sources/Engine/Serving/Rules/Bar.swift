import Datasets

/// Items that may not be answered whatever their score, and the rule by which.
struct Bar: Sendable {
  let name: RuleName
  let items: [ItemIndex]
  /// Whether it is a rule of the list, and not the history or an item that a request steers by.
  var isRule = false
}

extension Recommender {
  /// Everything that bars items from a query's list but its code, in the order in which reasons are
  /// given: the history, what is steered by, what is excluded, conditions, candidates. O(M) per
  /// condition.
  func bars(_ query: Query) throws(Fault) -> [Bar] {
    var bars: [Bar] = []
    if !query.includesSeen {
      bars.append(Bar(name: RuleName("seen"), items: query.history))
      bars.append(Bar(name: RuleName("ignore"), items: query.ignored))
    }
    for (word, ids) in [("like", query.steering.like), ("less", query.steering.less)] {
      bars.append(
        Bar(name: RuleName(word), items: try snapshot.indices(of: ids, at: word)))
    }
    bars.append(Bar(name: RuleName("exclude"), items: query.exclude, isRule: true))
    for filter in query.filters {
      bars.append(
        Bar(
          name: RuleName("filter", filter.text), items: try filter.failing(snapshot.catalog),
          isRule: true))
    }
    if let candidates = query.rules.candidates {
      bars.append(
        Bar(
          name: RuleName(CandidateList.word),
          items: CandidateList.others(candidates, of: snapshot.catalog), isRule: true))
    }
    return bars
  }
}
