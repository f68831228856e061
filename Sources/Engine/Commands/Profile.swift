import Datasets
import Tensors

/// `PROFILE user`: somebody's taste by concept, as it is or as it is steered.
///
/// `history` is the share of the history in each concept, `Σ_i w_i c[i,k] / Σ_i w_i`; `predicted` the
/// share of the model's probability that goes through it, with `mean` and the interval `low` …
/// `high` (5 to 95 %) over draws from the posterior. Shares of a column sum to one. `request` has
/// the fields by which any request of the person gives the same list again: model, history, weights,
/// overrides and rules, whatever session is saved by then. With shares to be reached beside them,
/// under `share`, it is the profile edited. `served` is `predicted` again: a file in which the two
/// differ has been edited there.
public struct Profile: Command {
  public static let row = CommandRow("PROFILE", .read, "show somebody's taste by concept")
  /// History items that a request may have; a longer history stays in the store.
  static let exported = 1000

  let request: PersonalRequest
  let top: Int

  public init(_ fields: inout Fields) throws(Fault) {
    let user = try fields.person()
    request = try fields.request(of: user)
    top = try fields.int("top", default: 3, in: 0...1000, "history items to name of each concept")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let asked = try request.resolved(k: 1, on: engine)
    let (snapshot, query) = (asked.snapshot, asked.query)
    guard let concepts = snapshot.itemConcepts else {
      throw Fault(.noConcept, "\(snapshot.title) has no concepts to show a profile in")
    }
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
      map.append("served", .double(predicted.shares[concept]))
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
        .prefix(top)
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
    var map = asked.head
    map.append("history", .int(query.history.count))
    map.append("concepts", .list(shares))
    map.append(contentsOf: asked.said(of: try asked.pass()))
    map.append("request", .map(export(query, asked.rules, snapshot)))
    return Reply(map)
  }

  /// The profile as fields of a request. Items that the model does not read are in the history too,
  /// because they are not to be answered.
  private func export(_ query: Query, _ rules: RuleFields, _ snapshot: Snapshot) -> Value.Map {
    func id(_ item: ItemIndex) -> String { snapshot.catalog.items[Int(item.value)].rawValue }
    let whole = query.ignored + query.history
    var map: Value.Map = ["model": .string(snapshot.title), "session": "-"]
    if whole.count <= Self.exported {
      map.append("history", .list(whole.map { .string(id($0)) }))
    }
    if !query.ignored.isEmpty {
      map.append("ignore", .list(query.ignored.map { .string(id($0)) }))
    }
    var weigh = Value.Map()
    for item in query.history {
      if let weight = query.weights[item] { weigh.append(id(item), .float(weight)) }
    }
    if !weigh.entries.isEmpty { map.append("weigh", .map(weigh)) }
    map.append(contentsOf: SteeringStep(query.steering, rules: rules).fields)
    return map
  }
}
