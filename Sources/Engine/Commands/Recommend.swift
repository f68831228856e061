import Datasets
import Tensors

/// `REC user`: recommendations, steered or not, explained and compared when asked.
public struct Recommend: Command {
  public static let row = CommandRow("REC", .read, "recommend items to somebody")

  let person: Person
  let k: Int
  let model: String?
  let steering: Steering
  let session: String?
  let copies: [CopiedBlock]
  let rules: RuleFields
  let exclude: [String]
  let filters: [String]
  let seen: SeenItems
  let explain: Bool
  let diff: Bool

  /// What happens to items that somebody has already.
  enum SeenItems: String, CaseIterable, Sendable { case exclude, include }

  public init(_ fields: inout Fields) throws(Fault) {
    let user = try fields.person()
    k = try fields.count("k", default: 10, limit: 1000, "how many items")
    model = try fields.model()
    person = try fields.history(of: user)
    steering = try fields.steering()
    session = try fields.session()
    copies = try fields.copies()
    rules = try fields.rules()
    exclude = try fields.list("exclude", limit: 1000, "items not to answer")
    filters = try fields.list(
      "filter", limit: 32, "conditions on attributes: genre=Horror, year>=1990")
    seen = try fields.choice("seen", default: .exclude, "what to do with items of the history")
    explain = try fields.bool("explain", default: false, "say why for every item")
    diff = try fields.bool(
      "diff", default: false, "compare with the list without steering and rules")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let start = engine.time.nanoseconds()
    let snapshot = try engine.library.snapshot(model)
    let history = try person.history(snapshot, on: engine)
    var query = Query(history, k: k)
    let steered = try engine.steered(
      steering, session: session, copying: copies, for: person, snapshot)
    query.steering = steered.steering
    query.exclude = try snapshot.indices(of: exclude, at: "exclude") + steered.exclude
    query.rules = try rules.rules(snapshot, on: engine)
    for filter in filters { query.filters.append(try AttributeFilter(filter)) }
    query.includesSeen = seen == .include
    query.explains = explain
    query.compares = diff
    let recommender = Recommender(snapshot)
    var plain: Tensor?
    if query.steering.isNeutral, !explain {
      plain = await engine.scoring.scores(
        recommender.row(history.items, weights: history.weights, steps: history.steps), snapshot)
    }
    let answer = try recommender.recommend(query, plain: plain)
    var map: Value.Map = [
      "user": .string(person.user), "model": .string(snapshot.title),
      "items": .list(
        answer.items.enumerated().map { .map(snapshot.value($1, rank: rules.offset + $0 + 1)) }),
    ]
    if let difference = answer.difference { map.append("diff", snapshot.value(difference)) }
    map.append(contentsOf: steered.value)
    if !answer.clamped.isEmpty { map.append("clamped", .list(answer.clamped.map { .string($0) })) }
    if !answer.rules.isEmpty { map.append("rules", .list(answer.rules.map { .map($0.value) })) }
    map.append("seen", .string(seen.rawValue))
    map.append("history", .int(history.items.count))
    if !history.ignored.isEmpty { map.append("ignored", .int(history.ignored.count)) }
    if history.unknown > 0 { map.append("unknown_history", .int(history.unknown)) }
    map.append("us", .int(Int((engine.time.nanoseconds() - start) / 1000)))
    return Reply(map)
  }
}
