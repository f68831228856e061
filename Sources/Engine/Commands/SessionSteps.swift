import Store

/// `SESSION SET name` with steering keys and rules of the list: adds a step. The reply has the new list and what entered,
/// left and moved.
public struct SessionSet: Command {
  public static let row = CommandRow("SESSION SET", .write, "add a step to a session")

  let name: String
  let step: SteeringStep
  let list: SessionList
  let model: String?

  public init(_ fields: inout Fields) throws(Fault) {
    name = try fields.word("session", "the session")
    step = try fields.step()
    list = try fields.sessionList()
    model = try fields.model()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    guard !step.isEmpty else {
      throw Fault(
        .arguments, "SESSION SET needs something to keep, such as add=c3:+1 or diversity=0.3")
    }
    return try OpenSession(name, model: model, on: engine).keeping(step, list)
  }
}

/// `SESSION UNDO name [n]`: takes the last steps back, exactly.
public struct SessionUndo: Command {
  public static let row = CommandRow("SESSION UNDO", .write, "take the last steps back, exactly")

  let name: String
  let count: String?
  let list: SessionList
  let model: String?

  public init(_ fields: inout Fields) throws(Fault) {
    name = try fields.word("session", "the session")
    count = try fields.optionalWord("n", "how many steps; 1 when absent")
    list = try fields.sessionList()
    model = try fields.model()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let session = try OpenSession(name, model: model, on: engine)
    let steps = session.steps.count
    guard steps > 0 else {
      throw Fault(.range, "session \"\(name)\" has no step to take back", at: "n")
    }
    guard let n = Int(count ?? "1"), (1...steps).contains(n) else {
      throw Fault(
        .range, "n is 1 … \(steps), the steps of the session, not \(count ?? "")", at: "n")
    }
    let view = try list.view(session.snapshot)
    let record = try Fault.translating { () throws(StoreFault) in
      try engine.library.store.removeSteps(n, of: name, after: steps)
    }
    return try session.changed(to: record, k: list.k, view)
  }
}

/// `SESSION RESET name`: takes all steps back; a saved session no longer steers its user's queries.
public struct SessionReset: Command {
  public static let row = CommandRow(
    "SESSION RESET", .write, "take all steps back and stop steering the user's queries")

  let name: String
  let list: SessionList
  let model: String?

  public init(_ fields: inout Fields) throws(Fault) {
    name = try fields.word("session", "the session")
    list = try fields.sessionList()
    model = try fields.model()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let session = try OpenSession(name, model: model, on: engine)
    let view = try list.view(session.snapshot)
    let record = try Fault.translating { () throws(StoreFault) in
      try engine.library.store.resetSession(name)
    }
    return try session.changed(to: record, k: list.k, view)
  }
}

extension OpenSession {
  /// The reply after steps were taken back. A list that a model of today cannot make must not keep
  /// anybody from taking steps back: there is no difference then, and no list when what is left
  /// cannot be made either.
  func changed(
    to record: SessionRecord, k: Int, _ view: ItemView
  ) throws(Fault) -> Reply {
    let session = try after(record)
    let (before, now) = (try listIfFit(k: k), try session.listIfFit(k: k))
    return session.reply(now, before: before, view)
  }

  private func listIfFit(k: Int) throws(Fault) -> Recommendation? {
    do throws(Fault) {
      return try list(k: k)
    } catch {
      let unfit: [Fault.Code] = [.arguments, .range, .noConcept]
      guard unfit.contains(error.code) else { throw error }
      return nil
    }
  }
}

/// What the list of a session's reply looks like.
struct SessionList: Sendable {
  let k: Int
  let shown: ItemFields

  func view(_ snapshot: Snapshot) throws(Fault) -> ItemView {
    try shown.view(own: ["rank", "item", "title", "score"], snapshot)
  }
}

extension Fields {
  /// How long the list of a reply is, and what its items have.
  mutating func sessionList() throws(Fault) -> SessionList {
    let k = try count(
      "k", default: 10, limit: 1000, "how many items the lists of the reply have")
    return SessionList(k: k, shown: try itemFields())
  }
}
