import Datasets
import Models
import Tensors

/// `SIMILAR item`: items whose vectors point the same way.
public struct Similar: Command {
  public static let row = CommandRow("SIMILAR", .read, "list items like an item")

  let item: String
  let k: Int
  let by: String?
  let shown: ItemFields
  let model: String?

  public init(_ fields: inout Fields) throws(Fault) {
    item = try fields.word("item", "the item to start from")
    k = try fields.count("k", default: 10, limit: 1000, "how many items")
    by = try fields.string("by", "a concept; only its items are answered")
    shown = try fields.itemFields()
    model = try fields.model()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let snapshot = try engine.library.snapshot(model)
    let index = try snapshot.index(of: ItemID(item), at: "item")
    let view = try shown.view(own: ["rank", "item", "title", "cosine"], snapshot)
    guard let vectors = snapshot.trained.itemVectors else {
      throw Fault(.noModel, "\(snapshot.title) has no item vectors to compare")
    }
    let own = Tensor(shape: [1, vectors.columns], scalars: Array(vectors.row(Int(index.value))))
    var cosines = own.product(vectors, transposingOther: true)
    cosines.scalars[Int(index.value)] = -.infinity
    if let by, let concepts = snapshot.itemConcepts {
      let concept = try snapshot.factors.concept(by, at: "by")
      for other in 0..<snapshot.catalog.count
      where concepts.scalars[other * concepts.columns + concept] <= 0.5 {
        cosines.scalars[other] = -.infinity
      }
    } else if let by {
      _ = try snapshot.factors.concept(by, at: "by")
    }
    let ranked = cosines.topK(min(k, snapshot.catalog.count), row: 0)
      .filter { $0.score > -.infinity }
    let items = ranked.enumerated().map { rank, entry -> Value in
      var map: Value.Map = ["rank": .int(rank + 1)]
      map.append(contentsOf: snapshot.value(ItemIndex(entry.index)))
      map.append("cosine", .float(entry.score))
      return view.value(ItemIndex(entry.index), map)
    }
    return Reply([
      "item": .string(item), "model": .string(snapshot.title), "items": .list(items),
    ])
  }
}
