import Models

/// `CONCEPTS`: what the model's concepts are.
public struct Concepts: Command {
  public static let row = CommandRow("CONCEPTS", .read, "list the concepts of a model")

  let model: String?
  let top: Int

  public init(_ fields: inout Fields) throws(Fault) {
    model = try fields.model()
    top = try fields.int("top", default: 5, in: 0...100, "items to show of each")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let snapshot = try engine.library.snapshot(model)
    let concepts = snapshot.factors.concepts.map { concept -> Value in
      var map = snapshot.value(concept)
      map.append("top", .list(snapshot.topItems(of: concept.index, count: top)))
      return .map(map)
    }
    return Reply(["model": .string(snapshot.title), "concepts": .list(concepts)])
  }
}

/// `CONCEPT c3`: one concept, by word or name, with its items.
public struct ConceptDetail: Command {
  public static let row = CommandRow("CONCEPT", .read, "show one concept and its items")

  let concept: String
  let model: String?
  let top: Int
  let shown: ItemFields

  public init(_ fields: inout Fields) throws(Fault) {
    concept = try fields.word("concept", "its word or its name: c3, Horror")
    model = try fields.model()
    top = try fields.int("top", default: 20, in: 0...1000, "items to show")
    shown = try fields.itemFields()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let snapshot = try engine.library.snapshot(model)
    let index = try snapshot.factors.concept(concept, at: "concept")
    let view = try shown.view(own: ["item", "title", "membership"], snapshot)
    var map: Value.Map = ["model": .string(snapshot.title)]
    if let description = snapshot.factors.concepts.first(where: { $0.index == index }) {
      map.append(contentsOf: snapshot.value(description))
    } else {
      map.append(contentsOf: snapshot.value(concept: index))
    }
    map.append("top", .list(snapshot.topItems(of: index, count: top, view)))
    return Reply(map)
  }
}
