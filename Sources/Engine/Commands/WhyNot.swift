import Datasets

/// `WHYNOT user item`: the smallest changes that would bring an item into the first k places, or why
/// it cannot be answered at all.
public struct WhyNot: Command {
  public static let row = CommandRow(
    "WHYNOT", .read, "say what would have to change for an item to be answered")

  let person: Person
  let item: String
  let k: Int
  let model: String?
  let steering: Steering
  let session: String?
  let copies: [CopiedBlock]
  let exclude: [String]
  let filters: [String]

  public init(_ fields: inout Fields) throws(Fault) {
    let user = try fields.person()
    item = try fields.word("item", "the item that is not answered")
    k = try fields.count("k", default: 10, limit: 1000, "how many places count")
    model = try fields.model()
    person = try fields.history(of: user)
    steering = try fields.steering()
    session = try fields.session()
    copies = try fields.copies()
    exclude = try fields.list("exclude", limit: 1000, "items not to answer")
    filters = try fields.list(
      "filter", limit: 32, "conditions on attributes: genre=Horror, year>=1990")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let snapshot = try engine.library.snapshot(model)
    let steered = try engine.steered(
      steering, session: session, copying: copies, for: person, snapshot)
    var query = Query(try person.history(snapshot, on: engine), k: k)
    query.steering = steered.steering
    query.exclude = try snapshot.indices(of: exclude, at: "exclude") + steered.exclude
    for filter in filters { query.filters.append(try AttributeFilter(filter)) }
    let index = try snapshot.index(of: ItemID(item), at: "item")
    let recommender = Recommender(snapshot)
    let standing = try recommender.standing(of: [index], query)[0]
    var map: Value.Map = ["user": .string(person.user), "model": .string(snapshot.title)]
    map.append(contentsOf: snapshot.value(index))
    map.append("k", .int(k))
    map.append("score", .float(standing.score))
    map.append("rank", standing.rank.map { .int($0) } ?? .null)
    map.append(contentsOf: steered.value)
    guard let rank = standing.rank else {
      map.append("barred", .string(try recommender.bar(of: index, query).rawValue))
      return Reply(map)
    }
    map.append("answered", .bool(rank <= k))
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

/// Why an item may not be answered.
enum Bar: String {
  /// It is in the history.
  case seen
  /// The request or the session leaves it out, or steers by it.
  case excluded
  /// A condition on attributes is not met.
  case filtered
  /// It belongs to a concept that is muted.
  case muted
}

extension Recommender {
  /// The first reason why an item may not be answered, in the order of `Bar`.
  func bar(of item: ItemIndex, _ query: Query) throws(Fault) -> Bar {
    if !query.includesSeen, query.history.contains(item) { return .seen }
    let steeredBy = try snapshot.indices(of: query.steering.like + query.steering.less, at: "like")
    if (query.exclude + steeredBy).contains(item) { return .excluded }
    for filter in query.filters where try filter.failing(snapshot.catalog).contains(item) {
      return .filtered
    }
    return .muted
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
