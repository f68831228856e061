import Datasets

/// `EXPLAIN user item`: why an item stands where it stands.
public struct Explain: Command {
  public static let row = CommandRow("EXPLAIN", .read, "say why an item stands where it stands")

  let person: Person
  let item: String
  let model: String?
  let steering: Steering
  let session: String?
  let copies: [CopiedBlock]

  public init(_ fields: inout Fields) throws(Fault) {
    let user = try fields.person()
    item = try fields.word("item", "the item to explain")
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
    let index = try snapshot.index(of: ItemID(item), at: "item")
    let explanation = try Recommender(snapshot).explanation(of: index, query)
    var map: Value.Map = ["user": .string(person.user), "model": .string(snapshot.title)]
    map.append(contentsOf: snapshot.value(index))
    map.append("score", .float(explanation.score))
    map.append("rank", explanation.rank.map { .int($0) } ?? .null)
    map.append("why", snapshot.value(explanation.reasons))
    map.append(contentsOf: steered.value)
    return Reply(map)
  }
}
