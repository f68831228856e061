/// `SCORE user item…`: scores and ranks of given items.
public struct Score: Command {
  public static let row = CommandRow("SCORE", .read, "score given items for somebody")

  let person: Person
  let items: [String]
  let model: String?
  let steering: Steering
  let session: String?
  let copies: [CopiedBlock]

  public init(_ fields: inout Fields) throws(Fault) {
    let user = try fields.person()
    items = try fields.rest("item", atLeast: 1, "the items to score")
    model = try fields.model()
    person = try fields.history(of: user)
    steering = try fields.steering()
    session = try fields.session()
    copies = try fields.copies()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let snapshot = try engine.library.snapshot(model)
    var query = Query(try person.history(snapshot, on: engine), k: 1)
    let steered = try engine.steered(
      steering, session: session, copying: copies, for: person, snapshot)
    query.steering = steered.steering
    query.exclude = steered.exclude
    let indices = try snapshot.indices(of: items, at: "item")
    let standing = try Recommender(snapshot).standing(of: indices, query)
    let values = zip(indices, standing).map { item, standing -> Value in
      var map = snapshot.value(item)
      map.append("score", .float(standing.score))
      map.append("rank", standing.rank.map { .int($0) } ?? .null)
      return .map(map)
    }
    var map: Value.Map = [
      "user": .string(person.user), "model": .string(snapshot.title), "items": .list(values),
    ]
    map.append(contentsOf: steered.value)
    return Reply(map)
  }
}
