import Datasets
import Tensors

/// `REC user`: recommendations, steered or not, explained and compared when asked.
public struct Recommend: Command {
  public static let row = CommandRow("REC", .read, "recommend items to somebody")

  /// What an item of the list has, and what of it is made for an explanation.
  static let itemFields = ["rank", "item", "title", "score"] + reasons
  static let reasons = ["why", "added", "by_score"]

  let request: PersonalRequest
  let k: Int
  let offset: Int
  let shown: ItemFields
  let explain: Bool
  let diff: Bool

  public init(_ fields: inout Fields) throws(Fault) {
    let user = try fields.person()
    k = try fields.count("k", default: 10, limit: 1000, "how many items")
    request = try fields.request(of: user)
    offset = try fields.int("offset", default: 0, in: 0...100_000, "places of the list to skip")
    shown = try fields.itemFields()
    explain = try fields.bool("explain", default: false, "say why for every item")
    diff = try fields.bool(
      "diff", default: false, "compare with the list without steering and rules")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let start = engine.time.nanoseconds()
    let asked = try request.resolved(k: k, on: engine)
    let (snapshot, history) = (asked.snapshot, asked.history)
    var query = asked.query
    query.rules.offset = offset
    let view = try shown.view(own: Self.itemFields, snapshot)
    // Reasons that are asked for by name are made.
    query.explains = explain || Self.reasons.contains { shown.contains($0) }
    query.compares = diff
    var plain: Tensor?
    if query.steering.isNeutral, !query.explains {
      plain = await engine.scoring.scores(
        asked.recommender.row(history.items, weights: history.weights, steps: history.steps),
        snapshot)
    }
    let answer = try asked.recommender.recommend(query, plain: plain)
    var map = asked.head
    let items = answer.items.enumerated().map { place, item in
      view.value(item.item, snapshot.value(item, rank: offset + place + 1))
    }
    map.append("items", .list(items))
    if let difference = answer.difference { map.append("diff", snapshot.value(difference)) }
    map.append(contentsOf: asked.said)
    if !answer.clamped.isEmpty { map.append("clamped", .list(answer.clamped.map { .string($0) })) }
    if !answer.rules.isEmpty { map.append("rules", .list(answer.rules.map { .map($0.value) })) }
    map.append("seen", .string(query.includesSeen ? "include" : "exclude"))
    map.append("history", .int(history.items.count))
    if !history.ignored.isEmpty { map.append("ignored", .int(history.ignored.count)) }
    if history.unknown > 0 { map.append("unknown_history", .int(history.unknown)) }
    map.append("us", .int(Int((engine.time.nanoseconds() - start) / 1000)))
    return Reply(map)
  }
}
