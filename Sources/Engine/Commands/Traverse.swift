import Datasets
import Evaluation
import Models
import Tensors

/// `TRAVERSE start concept=c3 dim=12`: a walk along one coordinate inside a concept, from an item or
/// from a person's taste there.
public struct Traverse: Command {
  public static let row = CommandRow(
    "TRAVERSE", .read, "walk along one coordinate inside a concept")

  /// What a word at the beginning stands for.
  enum Origin: String, CaseIterable, Sendable { case item, user }

  let start: String
  let from: Origin?
  let person: Person
  let session: String?
  let concept: String?
  let dim: Int
  let stops: Int
  let gamma: Double
  let temperature: Double
  let beam: Int
  let sweep: Bool
  let shown: ItemFields
  let model: String?

  public init(_ fields: inout Fields) throws(Fault) {
    start = try fields.word(
      "start", "an item, a user of the store, or - for somebody unseen, to start from")
    from = try fields.choice("from", "what start is, where it could be both; an item when absent")
    concept = try fields.string(
      "concept", "its word or its name; when absent the item's own, or the user's strongest")
    dim = try fields.int("dim", default: 0, in: 0...1023, "the coordinate to move, from 0")
    stops = try fields.count("stops", default: 8, limit: 100, "items on the walk")
    gamma = try fields.double(
      "gamma", default: 1, in: 0...1000, "how much the stops are to be like each other")
    temperature = try fields.double(
      "temperature", default: 0.1, in: 0.03...2, "of the likeness; smaller wants nearer items")
    beam = try fields.count("beam", default: 20, limit: 200, "walks kept while searching")
    sweep = try fields.bool(
      "sweep", default: false, "nearest other item at equally spaced values, of any concept")
    shown = try fields.itemFields()
    model = try fields.model()
    person = try fields.history(of: Person(user: start, given: []))
    session = try fields.session()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let snapshot = try engine.library.snapshot(model)
    guard let space = WalkSpace(snapshot) else {
      throw Fault(.noConcept, "\(snapshot.title) has no concepts to walk in")
    }
    let traversal = space.traversal
    let view = try shown.view(own: WalkSpace.itemFields, snapshot)
    guard dim < traversal.width else {
      throw Fault(
        .range, "\(snapshot.title) has coordinates 0 … \(traversal.width - 1), not \(dim)",
        at: "dim")
    }
    let meant =
      try concept.map { word throws(Fault) in try snapshot.factors.concept(word, at: "concept") }
    let isItem = try startsAtItem(snapshot, on: engine)
    let origin =
      try isItem
      ? space.origin(item: start, concept: meant)
      : space.origin(of: self, concept: meant, on: engine)
    var reply: Value.Map = [
      (isItem ? "item" : "user"): .string(start), "model": .string(snapshot.title),
    ]
    reply.append("dim", .int(dim))
    if sweep {
      if !isItem { reply.append(contentsOf: snapshot.value(concept: origin.concept)) }
      let stops = traversal.sweep(from: origin.start, coordinate: dim, stops: stops)
      reply.append("stops", space.value(stops, view))
      reply.append(contentsOf: origin.session)
      return Reply(reply)
    }
    let walk = try walk(traversal, origin, snapshot)
    reply.append(contentsOf: snapshot.value(concept: origin.concept))
    reply.append("at", .double(origin.start.vector[dim]))
    reply.append(
      "interval", .list([.double(walk.interval.lowerBound), .double(walk.interval.upperBound)]))
    reply.append("objective", .double(walk.objective))
    reply.append("stops", space.value(walk.stops, view))
    reply.append(contentsOf: origin.session)
    return Reply(reply)
  }

  /// Whether the walk starts from an item. `NOITEM` for a word that is neither an item of the model
  /// nor a user of the store, `ARGS` for a history given beside an item.
  private func startsAtItem(_ snapshot: Snapshot, on engine: QueryEngine) throws(Fault) -> Bool {
    let isItem = snapshot.catalog.items.index(of: ItemID(start)) != nil
    if from == .user || start == "-" || (from == nil && !isItem && person.isGiven) { return false }
    if from == .item || isItem {
      _ = try snapshot.index(of: ItemID(start), at: "start")
      guard !person.isGiven, session == nil else {
        throw Fault(
          .arguments, "\(start) is an item and has no history or session; from=user means a user",
          at: "from")
      }
      return true
    }
    guard try engine.library.history(of: UserID(start), for: snapshot) != nil else {
      throw Fault(
        .noItem, "\"\(start)\" is no item of \(snapshot.title) and no user of the store",
        at: "start")
    }
    return false
  }

  private func walk(
    _ traversal: Traversal, _ origin: WalkSpace.Origin, _ snapshot: Snapshot
  ) throws(Fault) -> Traversal.Walk {
    let label = snapshot.factors.label(origin.concept).word
    guard
      let walk = traversal.walk(
        from: origin.start, concept: origin.concept, coordinate: dim, stops: stops, gamma: gamma,
        temperature: temperature, beam: beam)
    else {
      throw Fault(
        .range, "no value of coordinate \(dim) makes \(label) the concept nearest to \(start)",
        at: "dim")
    }
    guard !walk.stops.isEmpty else {
      throw Fault(
        .range,
        "no other item of \(label) has coordinate \(dim) between \(walk.interval.lowerBound) and "
          + "\(walk.interval.upperBound)", at: "dim")
    }
    return walk
  }
}
