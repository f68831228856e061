import Datasets

/// `WHYNOT user item`: the smallest changes that would bring an item into the first k places under
/// the rules of the request, which of those rules keep it out, or why it cannot be answered at all.
public struct WhyNot: Command {
  public static let row = CommandRow(
    "WHYNOT", .read, "say what would have to change for an item to be answered")

  let request: PersonalRequest
  let item: String
  let k: Int

  public init(_ fields: inout Fields) throws(Fault) {
    let user = try fields.person()
    item = try fields.word("item", "the item that is not answered")
    k = try fields.count("k", default: 10, limit: 1000, "how many places count")
    request = try fields.request(of: user)
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let asked = try request.resolved(k: k, on: engine)
    let (snapshot, query, recommender) = (asked.snapshot, asked.query, asked.recommender)
    let index = try snapshot.index(of: ItemID(item), at: "item")
    let passed = try asked.pass()
    let standing = try recommender.standing(of: [index], query, passed)[0]
    var map = asked.head
    map.append(contentsOf: snapshot.value(index))
    map.append("k", .int(k))
    map.append("score", .float(standing.score))
    map.append("rank", standing.rank.map { .int($0) } ?? .null)
    map.append(contentsOf: asked.said(of: passed))
    let parts = try recommender.parts(of: index, rank: standing.rank, query, passed)
    let rules = parts.map { part -> Value in
      var map = part.value(inherited: query.inherited)
      if let without = part.without, without <= k, standing.rank ?? .max > k {
        map.append("keeps_out", true)
      }
      return .map(map)
    }
    guard let rank = standing.rank else {
      let names = parts.map(\.name)
      map.append("barred", .string(names.first?.bar ?? ""))
      map.append("rules", .list(rules))
      let free = try recommender.rank(of: index, lifting: names, query, passed)
      map.append("unbarred", free.map { .int($0) } ?? .null)
      return Reply(map)
    }
    map.append("answered", .bool(rank <= k))
    if !rules.isEmpty { map.append("rules", .list(rules)) }
    guard rank > k else { return Reply(map) }
    let found: [(kind: String, change: Counterfactual?)] = [
      ("add", try recommender.smallestAdd(index, query, within: k)),
      ("like", try recommender.bestLike(index, query, within: k)),
      ("forget", try recommender.bestForgetting(index, query, within: k)),
    ]
    map.append("changes", .list(found.compactMap(\.change).map { .map(snapshot.value($0)) }))
    map.append("insufficient", .list(found.filter { $0.change == nil }.map { .string($0.kind) }))
    map.append(
      "tried",
      [
        "add": .string("every concept, -20 … 20 in hundredths"),
        "like": .string("the \(Recommender.measuredLikes) most similar items"),
        "forget": .string("the \(Recommender.measuredHistory) newest items of the history"),
      ])
    return Reply(map)
  }
}

extension RuleName {
  /// The word for what a rule makes of an item that it bars.
  fileprivate var bar: String {
    switch word {
    case "seen", CandidateList.word: word
    case "ignore": "ignored"
    case "filter": "filtered"
    case "mute", "only": "muted"
    default: "excluded"
    }
  }
}

extension RulePart {
  /// `{"rule": "boost", "condition": "genre=Crime", "added": 0.5, "without": 12, "from": "session"}`
  func value(inherited: Set<RuleName>) -> Value.Map {
    var map = name.value
    if bars { map.append("bars", true) }
    if let added { map.append("added", .float(added)) }
    if let source { map.append("by", .string(source)) }
    map.append("without", without.map { .int($0) } ?? .null)
    if inherited.contains(name) { map.append("from", "session") }
    return map
  }
}

extension Snapshot {
  /// A change as replies show it: `{"add": 1.37, "concept": "c3", "name": "Horror", "rank": 10}`.
  func value(_ change: Counterfactual) -> Value.Map {
    var map = Value.Map()
    switch change {
    case .add(let concept, let amount, let rank):
      map.append("add", .double(amount))
      map.append(contentsOf: value(concept: concept))
      map.append("rank", .int(rank))
    case .like(let item, let rank):
      map.append("like", .string(catalog.items[Int(item.value)].rawValue))
      map.append("title", .string(catalog.title(item)))
      map.append("rank", .int(rank))
    case .forget(let item, let rank):
      map.append("forget", .string(catalog.items[Int(item.value)].rawValue))
      map.append("title", .string(catalog.title(item)))
      map.append("rank", .int(rank))
    }
    return map
  }
}
