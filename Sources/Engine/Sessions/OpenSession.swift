import Datasets
import Store

/// A session with the model it is asked for and the history of its user: what its commands read and
/// answer from.
struct OpenSession {
  let record: SessionRecord
  let snapshot: Snapshot
  let history: PersonHistory
  let steps: [SteeringStep]
  let state: SteeringState
  private let engine: QueryEngine

  /// Reads a session. `NOSESSION`, `NOMODEL`.
  init(_ name: String, model: String?, on engine: QueryEngine) throws(Fault) {
    let record = try Fault.translating { () throws(StoreFault) in
      try engine.library.store.session(name)
    }
    let snapshot = try engine.library.snapshot(model)
    let person = Person(user: record.user.rawValue, given: [])
    let history = try person.history(snapshot, on: engine)
    try self.init(record, snapshot, history: history, on: engine)
  }

  private init(
    _ record: SessionRecord, _ snapshot: Snapshot, history: PersonHistory, on engine: QueryEngine
  ) throws(Fault) {
    self.record = record
    self.snapshot = snapshot
    self.history = history
    self.engine = engine
    steps = try record.sessionSteps
    state = SteeringState(steps, snapshot)
  }

  /// The same session after a change of its record.
  func after(_ record: SessionRecord) throws(Fault) -> OpenSession {
    try OpenSession(record, snapshot, history: history, on: engine)
  }

  /// The list of the session with some more steps.
  func list(adding more: [SteeringStep] = [], k: Int) throws(Fault) -> Recommendation {
    try Recommender(snapshot).recommend(query(adding: more, k: k))
  }

  /// The query of the session with some more steps.
  func query(adding more: [SteeringStep] = [], k: Int) throws(Fault) -> Query {
    let state = more.isEmpty ? state : SteeringState(steps + more, snapshot)
    var query = Query(history, k: k)
    try state.sum.apply(to: &query, snapshot, on: engine)
    return query
  }

  /// Conditions of all steps together are bounded as those of a request are. `TOOBIG`.
  private func requireRoom(for step: SteeringStep) throws(Fault) {
    let rules = SteeringState(steps + [step], snapshot).sum.rules
    for (word, count) in [("boost", rules.boost.count), ("filter", rules.filter.count)]
    where count > RuleFields.mostConditions {
      throw Fault(
        .tooBig,
        "\(word) of all steps together has \(count) conditions; the limit is "
          + "\(RuleFields.mostConditions)", at: word)
    }
  }

  /// Keeps a step, when the model can take it: a step whose list cannot be made is refused and leaves
  /// the session as it was. The reply has the new list and what it changed.
  func keeping(
    _ step: SteeringStep, critique: String? = nil, _ list: SessionList
  ) throws(Fault) -> Reply {
    try step.require(snapshot)
    try requireRoom(for: step)
    let view = try list.view(snapshot)
    let before = try self.list(k: list.k)
    let now = try self.list(adding: [step], k: list.k)
    let kept = SessionRecord.Step(fields: step.fields.json, critique: critique)
    let changed = try Fault.translating { () throws(StoreFault) in
      try engine.library.store.appendStep(kept, to: record.name, after: steps.count)
    }
    return try after(changed).reply(now, before: before, view)
  }

  /// The session without a list: name, user, model, steps, whether it is saved, state.
  var value: Value.Map {
    var map: Value.Map = [
      "session": .string(record.name), "user": .string(record.user.rawValue),
      "model": .string(snapshot.title), "steps": .int(steps.count),
      "saved": .bool(record.isSaved), "state": .map(state.fields(snapshot.factors)),
    ]
    if !state.missing.isEmpty { map.append("missing", .list(state.missing.map { .string($0) })) }
    return map
  }

  /// The session with its list, and what entered, left and moved against the list before; `null`
  /// where a list could not be made.
  func reply(_ now: Recommendation?, before: Recommendation?, _ view: ItemView) -> Reply {
    var map = value
    let items = now.map { now in
      now.items.enumerated().map { view.value($1.item, snapshot.value($1, rank: $0 + 1)) }
    }
    map.append("items", items.map { .list($0) } ?? .null)
    if let now, let before {
      let difference = Difference(before: before.items.map(\.item), now: now.items.map(\.item))
      map.append("diff", snapshot.value(difference))
    } else {
      map.append("diff", .null)
    }
    if let clamped = now?.clamped, !clamped.isEmpty {
      map.append("clamped", .list(clamped.map { .string($0) }))
    }
    if let rules = now?.rules, !rules.isEmpty {
      map.append("rules", .list(rules.map { .map($0.value) }))
    }
    return Reply(map)
  }
}

extension SessionRecord {
  /// The steps as the store keeps them, read by the grammar. `STORE` for one that is none.
  var sessionSteps: [SteeringStep] {
    get throws(Fault) {
      var steps: [SteeringStep] = []
      for (number, step) in self.steps.enumerated() {
        guard let map = try Value(json: step.fields).map else {
          throw Fault(.store, "step \(number + 1) of session \"\(name)\" is no object")
        }
        steps.append(try SteeringStep(map))
      }
      return steps
    }
  }
}
