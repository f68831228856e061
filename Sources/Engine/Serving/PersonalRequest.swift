import Datasets
import Models

/// What every command has that scores for somebody: whose history, which model, how it is steered and
/// ruled, and by which session.
struct PersonalRequest: Sendable {
  let person: Person
  let model: String?
  let step: SteeringStep
  let session: String?
  /// Shares of concepts that are to be reached.
  var shares: [Adjustment] = []
  /// Blocks of other people's codes to take.
  var copies: [CopiedBlock] = []

  /// The request resolved: a query for a model, and what a reply says of how it came about. Throws
  /// what the person, the step, the session and the shares throw when something is not known.
  func resolved(k: Int, on engine: QueryEngine) throws(Fault) -> ResolvedRequest {
    let snapshot = try engine.library.snapshot(model)
    let history = try person.history(snapshot, on: engine)
    var query = Query(history, k: k)
    let steered = try engine.steered(
      step, session: session, copying: copies, for: person, snapshot)
    try steered.step.apply(to: &query, snapshot, on: engine)
    query.inherited = steered.inherited
    let settled = try Recommender(snapshot).settling(shares, query)
    query.steering = settled.steering
    var said = steered.value
    if !settled.shares.isEmpty {
      said.append("shares", .list(settled.shares.map { .map(snapshot.value($0)) }))
    }
    return ResolvedRequest(
      person: person, snapshot: snapshot, history: history, query: query,
      rules: steered.step.rules, said: said)
  }
}

/// A request with its model loaded and its words resolved.
struct ResolvedRequest {
  let person: Person
  let snapshot: Snapshot
  let history: PersonHistory
  var query: Query
  /// The rules of the session and of the request together, by their words.
  let rules: RuleFields
  /// What a reply says of the session and of shares that were asked for.
  let said: Value.Map

  var recommender: Recommender { Recommender(snapshot) }

  /// The pass that answers it.
  func pass() throws(Fault) -> TrainedModel.Scored {
    try recommender.run(
      recommender.steeredRow(query), query.steering.overrides(snapshot.factors))
  }

  /// What a reply says of how it came about, with what a pass has clamped.
  func said(of passed: TrainedModel.Scored) -> Value.Map {
    var map = said
    let clamped = passed.applied.clamped
    if !clamped.isEmpty { map.append("clamped", .list(clamped.map { .string($0) })) }
    return map
  }

  /// The head of a reply: who is answered, and by which model.
  var head: Value.Map {
    ["user": .string(person.user), "model": .string(snapshot.title)]
  }
}

extension Fields {
  /// The keys of a request about somebody's list.
  mutating func request(of person: Person) throws(Fault) -> PersonalRequest {
    let model = try model()
    let person = try history(of: person)
    let shares = try overrides(
      "share", in: 0...1, limit: 256,
      "shares of what is predicted that concepts are to have; Horror:0.5")
    let step = try step()
    let session = try session()
    return PersonalRequest(
      person: person, model: model, step: step, session: session, shares: shares,
      copies: try copies())
  }
}
