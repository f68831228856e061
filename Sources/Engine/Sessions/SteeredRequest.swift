import Datasets
import Store

/// How a request is steered: by its own keys, on top of a session of its person when there is one.
struct SteeredRequest {
  var steering: Steering
  /// Items that the session does not want answered.
  var exclude: [ItemIndex] = []
  /// The session, and what of it the model does not know: the part of a reply.
  var value = Value.Map()
}

extension QueryEngine {
  /// The steering of a request. `session` is the key of the request: a name, `-` for none, or `nil`
  /// for the saved session of the person, if any. A session is of one user, and a request for
  /// somebody else may not use it. The request's own words must be known to the model; the session's
  /// that are not are listed in the reply. Blocks copied from other people stand before what the request
  /// itself sets.
  func steered(
    _ own: Steering, session: String?, copying copies: [CopiedBlock], for person: Person,
    _ snapshot: Snapshot
  ) throws(Fault) -> SteeredRequest {
    var own = own
    for copy in copies.reversed() {
      own.set = try copy.adjustments(snapshot, on: self) + own.set
    }
    guard let record = try record(session, of: person) else { return SteeredRequest(steering: own) }
    let step = SteeringStep(own)
    try step.require(snapshot)
    let state = SteeringState(try record.sessionSteps + [step], snapshot)
    var request = SteeredRequest(steering: state.sum.steering)
    request.exclude = try snapshot.indices(of: state.sum.exclude, at: "exclude")
    request.value.append("session", .string(record.name))
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
