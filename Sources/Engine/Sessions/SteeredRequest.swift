import Datasets
import Store

/// How a request is steered and ruled: by its own keys, on top of a session of its person when there
/// is one.
struct SteeredRequest {
  /// What applies, session and request together.
  var step: SteeringStep
  /// Rules and overrides that the session brings and the request does not say.
  var inherited: Set<RuleName> = []
  /// The part of a reply: the session, what applied, rules of the session that the request overruled,
  /// and what of the session the model does not know.
  var value = Value.Map()
}

extension QueryEngine {
  /// The steering and the rules of a request. `session` is the key of the request: a name, `-` for
  /// none, or `nil` for the saved session of the person, if any. A session is of one user, and a
  /// request for somebody else may not use it. The request's own words must be known to the model;
  /// the session's that are not are listed in the reply. Blocks copied from other people stand before
  /// what the request itself sets.
  func steered(
    _ own: SteeringStep, session: String?, copying copies: [CopiedBlock] = [], for person: Person,
    _ snapshot: Snapshot
  ) throws(Fault) -> SteeredRequest {
    var own = own
    for copy in copies.reversed() {
      own.steering.set = try copy.adjustments(snapshot, on: self) + own.steering.set
    }
    try own.require(snapshot)
    guard let record = try record(session, of: person) else { return SteeredRequest(step: own) }
    let steps = try record.sessionSteps
    let before = SteeringState(steps, snapshot)
    let state = SteeringState(steps + [own], snapshot)
    var request = SteeredRequest(step: state.sum)
    request.inherited = state.sum.names.subtracting(SteeringState([own], snapshot).sum.names)
    request.value.append("session", .string(record.name))
    request.value.append("applied", .map(state.fields(snapshot.factors)))
    let overruled = before.sum.rules.subtracting(state.sum.rules).fields
    if !overruled.entries.isEmpty { request.value.append("overruled", .map(overruled)) }
    if !state.missing.isEmpty {
      request.value.append("missing", .list(state.missing.map { .string($0) }))
    }
    return request
  }

  private func record(_ session: String?, of person: Person) throws(Fault) -> SessionRecord? {
    guard session != "-" else { return nil }
    let store = library.store
    guard let session else {
      guard person.user != "-" else { return nil }
      return try Fault.translating { () throws(StoreFault) in
        try store.savedSession(of: UserID(person.user))
      }
    }
    let record = try Fault.translating { () throws(StoreFault) in try store.session(session) }
    guard record.user.rawValue == person.user else {
      throw Fault(
        .arguments, "session \"\(session)\" is of \(record.user), not of \(person.user)",
        at: "session")
    }
    return record
  }
}

extension SteeringStep {
  /// Rules by name, and the overrides and items that can keep an item from being answered.
  var names: Set<RuleName> {
    var names = rules.names
    for (word, details) in [
      ("mute", steering.mute), ("like", steering.like), ("less", steering.less),
    ] {
      names.formUnion(details.map { RuleName(word, $0) })
    }
    if !steering.only.isEmpty { names.insert(RuleName("only")) }
    return names
  }
}
