/// `SCORE user item…`: scores and ranks of given items.
public struct Score: Command {
  public static let row = CommandRow("SCORE", .read, "score given items for somebody")

  let request: PersonalRequest
  let items: [String]
  let shown: ItemFields

  public init(_ fields: inout Fields) throws(Fault) {
    let user = try fields.person()
    items = try fields.rest("item", atLeast: 1, "the items to score")
    request = try fields.request(of: user)
    shown = try fields.itemFields()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let asked = try request.resolved(k: 1, on: engine)
    let view = try shown.view(own: ["item", "title", "score", "rank"], asked.snapshot)
    let indices = try asked.snapshot.indices(of: items, at: "item")
    let passed = try asked.pass()
    let standing = try asked.recommender.standing(of: indices, asked.query, passed)
    let values = zip(indices, standing).map { item, standing -> Value in
      var map = asked.snapshot.value(item)
      map.append("score", .float(standing.score))
      map.append("rank", standing.rank.map { .int($0) } ?? .null)
      return view.value(item, map)
    }
    var map = asked.head
    map.append("items", .list(values))
    map.append(contentsOf: asked.said(of: passed))
    return Reply(map)
  }
}
