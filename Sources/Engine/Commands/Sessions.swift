import Datasets
import Foundation
import Store

/// `SESSION NEW name user`: starts a steering session of a user.
public struct SessionNew: Command {
  public static let row = CommandRow("SESSION NEW", .write, "start a steering session of a user")

  let name: String
  let user: String?

  public init(_ fields: inout Fields) throws(Fault) {
    name = try fields.word("session", "a name of your own for it")
    user = try fields.string("user", "whose lists it steers; a user of the store")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    guard let user else { throw Fault(.arguments, "SESSION NEW needs user=…", at: "user") }
    guard name != "-" else {
      throw Fault(.arguments, "\"-\" stands for no session; take another name", at: "session")
    }
    let created = Date(timeIntervalSince1970: Double(engine.time.milliseconds()) / 1000)
    _ = try Fault.translating { () throws(StoreFault) in
      try engine.library.store.insertSession(name, of: UserID(user), created: created)
    }
    return Reply(["session": .string(name), "user": .string(user), "steps": 0, "saved": false])
  }
}

/// `SESSION SHOW name`: the steps of a session and what they amount to.
public struct SessionShow: Command {
  public static let row = CommandRow("SESSION SHOW", .read, "show a session and its steps")

  let name: String
  let model: String?

  public init(_ fields: inout Fields) throws(Fault) {
    name = try fields.word("session", "the session")
    model = try fields.model()
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let session = try OpenSession(name, model: model, on: engine)
    var map = session.value
    let steps = zip(session.steps, session.record.steps).map { step, record -> Value in
      var map = step.fields
      if let critique = record.critique { map.append("critique", .string(critique)) }
      return .map(map)
    }
    map.append("list", .list(steps))
    return Reply(map)
  }
}

/// `SESSION SAVE name`: from now on the session steers every query of its user.
public struct SessionSave: Command {
  public static let row = CommandRow(
    "SESSION SAVE", .write, "let a session steer every query of its user")

  let name: String

  public init(_ fields: inout Fields) throws(Fault) {
    name = try fields.word("session", "the session")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let store = engine.library.store
    let before = try Fault.translating { () throws(StoreFault) in try store.saveSession(name) }
    let record = try Fault.translating { () throws(StoreFault) in try store.session(name) }
    return Reply([
      "session": .string(name), "user": .string(record.user.rawValue),
      "steps": .int(record.steps.count), "saved": true,
      "before": before.map { .string($0) } ?? .null,
    ])
  }
}

/// `SESSION END name`: removes a session with its steps.
public struct SessionEnd: Command {
  public static let row = CommandRow("SESSION END", .write, "remove a session with its steps")

  let name: String

  public init(_ fields: inout Fields) throws(Fault) {
    name = try fields.word("session", "the session")
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let record = try Fault.translating { () throws(StoreFault) in
      try engine.library.store.endSession(name)
    }
    return Reply([
      "session": .string(name), "user": .string(record.user.rawValue),
      "steps": .int(record.steps.count), "ended": true,
    ])
  }
}
