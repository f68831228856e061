import Datasets

/// `TUNE item add=c3:-1`: like this item, but less of that.
///
/// The item alone is encoded as a history and steered; what the model then predicts is ranked,
/// without the item. So, unlike `SIMILAR`, it is a list of what people with that one item would be
/// offered, and every key of steering applies. Only for models with concepts.
public struct TuneItem: Command {
  public static let row = CommandRow("TUNE", .read, "list items like an item, steered")

  let item: String
  let k: Int
  let shown: ItemFields
  let model: String?
  let steering: Steering

  public init(_ fields: inout Fields) throws(Fault) {
    item = try fields.word("item", "the item to start from")
    k = try fields.count("k", default: 10, limit: 1000, "how many items")
    shown = try fields.itemFields()
    model = try fields.model()
    steering = try fields.steering()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let snapshot = try engine.library.snapshot(model)
    guard snapshot.factors.conceptCount > 0 else {
      throw Fault(.noConcept, "\(snapshot.title) has no concepts to tune an item by")
    }
    let index = try snapshot.index(of: ItemID(item), at: "item")
    let view = try shown.view(own: ["rank", "item", "title", "score"], snapshot)
    var query = Query(history: [index], k: k)
    query.steering = steering
    query.compares = true
    let answer = try Recommender(snapshot).recommend(query)
    var map: Value.Map = [
      "item": .string(item), "model": .string(snapshot.title),
      "by": "the item alone as a history",
      "items": .list(
        answer.items.enumerated().map { view.value($1.item, snapshot.value($1, rank: $0 + 1)) }),
    ]
    if let difference = answer.difference { map.append("diff", snapshot.value(difference)) }
    if !answer.clamped.isEmpty { map.append("clamped", .list(answer.clamped.map { .string($0) })) }
    return Reply(map)
  }
}
