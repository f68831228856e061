import Datasets

/// `EXPLAIN user item`: why an item stands where it stands.
public struct Explain: Command {
  public static let row = CommandRow("EXPLAIN", .read, "say why an item stands where it stands")

  let request: PersonalRequest
  let item: String

  public init(_ fields: inout Fields) throws(Fault) {
    let user = try fields.person()
    item = try fields.word("item", "the item to explain")
    request = try fields.request(of: user)
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let asked = try request.resolved(k: 1, on: engine)
    let index = try asked.snapshot.index(of: ItemID(item), at: "item")
    let passed = try asked.pass()
    let explanation = try asked.recommender.explanation(of: index, asked.query, passed)
    var map = asked.head
    map.append(contentsOf: asked.snapshot.value(index))
    map.append("score", .float(explanation.score))
    map.append("rank", explanation.rank.map { .int($0) } ?? .null)
    map.append("why", asked.snapshot.value(explanation.reasons))
    if !explanation.rules.isEmpty {
      map.append(
        "rules",
        .list(explanation.rules.map { .map($0.value(inherited: asked.query.inherited)) }))
    }
    map.append(contentsOf: asked.said(of: passed))
    return Reply(map)
  }
}
