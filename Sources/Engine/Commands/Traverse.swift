import Datasets
import Evaluation
import Models
import Tensors

/// `TRAVERSE item concept=c3 dim=12`: a walk from an item along one coordinate inside a concept.
public struct Traverse: Command {
  public static let row = CommandRow(
    "TRAVERSE", .read, "walk along one coordinate inside a concept")

  let item: String
  let concept: String?
  let dim: Int
  let stops: Int
  let gamma: Double
  let temperature: Double
  let beam: Int
  let sweep: Bool
  let model: String?

  public init(_ fields: inout Fields) throws(Fault) {
    item = try fields.word("item", "the item to start from")
    concept = try fields.string("concept", "its word or its name; the item's own when absent")
    dim = try fields.int("dim", default: 0, in: 0...1023, "the coordinate to move, from 0")
    stops = try fields.count("stops", default: 8, limit: 100, "items on the walk")
    gamma = try fields.double(
      "gamma", default: 1, in: 0...1000, "how much the stops are to be like each other")
    temperature = try fields.double(
      "temperature", default: 0.1, in: 0.03...2, "of the likeness; smaller wants nearer items")
    beam = try fields.count("beam", default: 20, limit: 200, "walks kept while searching")
    sweep = try fields.bool(
      "sweep", default: false, "nearest other item at equally spaced values, of any concept")
    model = try fields.model()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let snapshot = try engine.library.snapshot(model)
    let start = Int(try snapshot.index(of: ItemID(item), at: "item").value)
    guard let vectors = snapshot.trained.itemVectors, let concepts = snapshot.itemConcepts,
      let prototypes = snapshot.trained.conceptPrototypes
    else {
      throw Fault(.noConcept, "\(snapshot.title) has no concepts to walk in")
    }
    let strongest = (0..<concepts.rows).map { ConceptNaming.strongest(concepts, $0) }
    let traversal = Traversal(vectors: vectors, concept: strongest, prototypes: prototypes)
    guard dim < traversal.width else {
      throw Fault(
        .range, "\(snapshot.title) has coordinates 0 … \(traversal.width - 1), not \(dim)",
        at: "dim")
    }
    let k =
      try concept.map { word throws(Fault) in
        try snapshot.factors.concept(word, at: "concept")
      } ?? strongest[start]
    var reply: Value.Map = ["item": .string(item), "model": .string(snapshot.title)]
    reply.append("dim", .int(dim))
    if sweep {
      let stops = traversal.sweep(from: start, coordinate: dim, stops: stops)
      reply.append("stops", value(stops, strongest, snapshot))
      return Reply(reply)
    }
    let label = snapshot.factors.label(k).word
    guard
      let walk = traversal.walk(
        from: start, concept: k, coordinate: dim, stops: stops, gamma: gamma,
        temperature: temperature, beam: beam)
    else {
      throw Fault(
        .range, "no value of coordinate \(dim) makes \(label) the concept nearest to \(item)",
        at: "dim")
    }
    guard !walk.stops.isEmpty else {
      throw Fault(
        .range,
        "no other item of \(label) has coordinate \(dim) between \(walk.interval.lowerBound) and "
          + "\(walk.interval.upperBound)", at: "dim")
    }
    reply.append(contentsOf: snapshot.value(concept: k))
    reply.append(
      "interval", .list([.double(walk.interval.lowerBound), .double(walk.interval.upperBound)]))
    reply.append("objective", .double(walk.objective))
    reply.append("stops", value(walk.stops, strongest, snapshot))
    return Reply(reply)
  }

  private func value(
    _ stops: [Traversal.Stop], _ strongest: [Int], _ snapshot: Snapshot
  ) -> Value {
    .list(
      stops.map { stop in
        var map = snapshot.value(ItemIndex(stop.item))
        map.append("value", .double(stop.value))
        map.append("cosine", .double(stop.cosine))
        map.append("in", .string(snapshot.factors.label(strongest[stop.item]).word))
        return .map(map)
      })
  }
}
