import Datasets
import Tensors

/// `PROFILE user`: somebody's taste by concept, as it is or as it is steered.
///
/// `history` is the share of the history in each concept, `Σ_i w_i c[i,k] / Σ_i w_i`; `predicted` the
/// share of the model's probability that goes through it, with `mean` and the interval `low` …
/// `high` (5 to 95 %) over draws from the posterior. Shares of a column sum to one. `request` has
/// the fields by which any request takes the same taste up again: history, weights and overrides.
public struct Profile: Command {
  public static let row = CommandRow("PROFILE", .read, "show somebody's taste by concept")
  /// History items that are named per concept.
  static let named = 3
  /// Newest history items that are exported, as many as a request may have.
  static let exported = 1000

  let person: Person
  let model: String?
  let steering: Steering
  let session: String?
  let copies: [CopiedBlock]

  public init(_ fields: inout Fields) throws(Fault) {
    let user = try fields.person()
    model = try fields.model()
    person = try fields.history(of: user)
    steering = try fields.steering()
    session = try fields.session()
    copies = try fields.copies()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let snapshot = try engine.library.snapshot(model)
    guard let concepts = snapshot.itemConcepts else {
      throw Fault(.noConcept, "\(snapshot.title) has no concepts to show a profile in")
    }
    var query = Query(try person.history(snapshot, on: engine), k: 1)
    let steered = try engine.steered(
      steering, session: session, copying: copies, for: person, snapshot)
    query.steering = steered.steering
    let predicted = try Recommender(snapshot).predictedShares(query)
    let total = query.history.reduce(0.0) { $0 + Double(query.weights[$1] ?? 1) }
    let shares = (0..<concepts.columns).map { concept -> Value in
      func membership(_ item: ItemIndex) -> Float {
        concepts.scalars[Int(item.value) * concepts.columns + concept]
      }
      let sum = query.history.reduce(0.0) {
        $0 + Double(query.weights[$1] ?? 1) * Double(membership($1))
      }
      var map = snapshot.value(concept: concept)
      map.append("history", .double(total > 0 ? sum / total : 0))
      map.append("predicted", .double(predicted.shares[concept]))
      if !predicted.posterior.isEmpty {
        let posterior = predicted.posterior[concept]
        map.append("mean", .double(posterior.mean))
        map.append("low", .double(posterior.low))
        map.append("high", .double(posterior.high))
      }
      let own = query.history.filter { membership($0) > 0.5 }
      map.append("items", .int(own.count))
      // Newest first among equals.
      let strongest = own.enumerated()
        .sorted { (membership($0.element), $0.offset) > (membership($1.element), $1.offset) }
        .prefix(Self.named)
      map.append(
        "strongest",
        .list(
          strongest.map { entry in
            var item = snapshot.value(entry.element)
            item.append("membership", .float(membership(entry.element)))
            return .map(item)
          }))
      return .map(map)
    }
    var map: Value.Map = [
      "user": .string(person.user), "model": .string(snapshot.title),
      "history": .int(query.history.count), "concepts": .list(shares),
    ]
    map.append(contentsOf: steered.value)
    map.append("request", .map(request(query, snapshot)))
    return Reply(map)
  }

  /// The taste as fields of a request. Items that the model does not read are in the history too,
  /// because they are not to be answered.
  private func request(_ query: Query, _ snapshot: Snapshot) -> Value.Map {
    func id(_ item: ItemIndex) -> Value {
      .string(snapshot.catalog.items[Int(item.value)].rawValue)
    }
    let whole = query.ignored + query.history
    var map: Value.Map = ["history": .list(whole.suffix(Self.exported).map(id))]
    let kept = Set(whole.suffix(Self.exported))
    let ignored = query.ignored.filter { kept.contains($0) }
    if !ignored.isEmpty { map.append("ignore", .list(ignored.map(id))) }
    var weigh = Value.Map()
    for item in query.history where kept.contains(item) {
      guard let weight = query.weights[item] else { continue }
      weigh.append(snapshot.catalog.items[Int(item.value)].rawValue, .float(weight))
    }
    if !weigh.entries.isEmpty { map.append("weigh", .map(weigh)) }
    map.append(contentsOf: SteeringStep(query.steering).fields)
    return map
  }
}
