public import Datasets
public import Foundation
import GRDB

/// A steering session as the store knows it: whose it is and its steps, in order.
public struct SessionRecord: Sendable, Equatable {
  /// One step: the fields of a request, and the critique they came from.
  public struct Step: Sendable, Equatable {
    /// JSON object.
    public var fields: String
    /// In words; `nil` for a step that was given in fields.
    public var critique: String?

    public init(fields: String, critique: String? = nil) {
      self.fields = fields
      self.critique = critique
    }
  }

  public let name: String
  public let user: UserID
  /// Whether it applies to every query of its user.
  public let isSaved: Bool
  public let created: Date
  public let steps: [Step]
}

/// Sessions are durable: every change is one transaction, on the disk before it is answered. A
/// change of steps says how many it has read, so two writers cannot both build on the same step.
extension InteractionStore {
  /// Sessions of one user.
  public static let mostSessions = 20
  /// Steps of one session.
  public static let mostSteps = 200

  /// Starts a session without steps. Throws `noUser`, `conflict` for a name that is taken,
  /// `tooMany` above the bound.
  @discardableResult
  public func insertSession(
    _ name: String, of user: UserID, created: Date
  ) throws(StoreFault) -> SessionRecord {
    try Self.check(name)
    return try writing("insert session") { db in
      let sql = "SELECT key FROM user WHERE id = ?"
      guard let key = try Int64.fetchOne(db, sql: sql, arguments: [user.rawValue]) else {
        throw StoreFault.noUser(user.rawValue)
      }
      if let other = try Self.find(db, name) {
        throw StoreFault.conflict(
          "session \"\(name)\" is there already, of \(other.user); end it or take another name")
      }
      let count = try Int.fetchOne(
        db, sql: "SELECT count(*) FROM session WHERE user = ?", arguments: [key])
      guard (count ?? 0) < Self.mostSessions else {
        throw StoreFault.tooMany(
          "\(user) has \(Self.mostSessions) sessions, which is the most; end one")
      }
      try db.execute(
        sql: "INSERT INTO session (name, user, created) VALUES (?, ?, ?)",
        arguments: [name, key, Int64((created.timeIntervalSince1970 * 1000).rounded())])
      return try Self.one(db, name)
    }
  }

  /// A session of a name. Throws `noSession`.
  public func session(_ name: String) throws(StoreFault) -> SessionRecord {
    try reading("find session") { try Self.one($0, name) }
  }

  /// The session that applies to every query of a user; `nil` without one. One index look-up.
  public func savedSession(of user: UserID) throws(StoreFault) -> SessionRecord? {
    try reading("find saved session") { db in
      let name = try String.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT name
            FROM session
            WHERE saved = 1 AND user = (SELECT key FROM user WHERE id = ?)
            """),
        arguments: [user.rawValue])
      return try name.flatMap { try Self.find(db, $0) }
    }
  }

  /// Adds a step behind the `count` that were read. Throws `conflict` when there are other ones by
  /// now, `tooMany` above the bound.
  @discardableResult
  public func appendStep(
    _ step: SessionRecord.Step, to name: String, after count: Int
  ) throws(StoreFault) -> SessionRecord {
    try writing("append session step") { db in
      try Self.expect(count, try Self.one(db, name))
      guard count < Self.mostSteps else {
        throw StoreFault.tooMany(
          "session \"\(name)\" has \(Self.mostSteps) steps, which is the most; undo or reset")
      }
      try db.execute(
        sql: """
          INSERT INTO session_step (session, number, fields, critique)
          SELECT key, ?, ?, ? FROM session WHERE name = ?
          """,
        arguments: [count + 1, step.fields, step.critique, name])
      return try Self.one(db, name)
    }
  }

  /// Takes the last `n` of `count` steps back. Throws `conflict` when there are other ones by now.
  @discardableResult
  public func removeSteps(
    _ n: Int, of name: String, after count: Int
  ) throws(StoreFault) -> SessionRecord {
    try writing("remove session steps") { db in
      try Self.expect(count, try Self.one(db, name))
      try db.execute(
        sql: """
          DELETE FROM session_step
          WHERE session = (SELECT key FROM session WHERE name = ?) AND number > ?
          """,
        arguments: [name, count - n])
      return try Self.one(db, name)
    }
  }

  /// Takes all steps back, and the session out of the user's queries.
  @discardableResult
  public func resetSession(_ name: String) throws(StoreFault) -> SessionRecord {
    try writing("reset session") { db in
      _ = try Self.one(db, name)
      try db.execute(
        sql: "DELETE FROM session_step WHERE session = (SELECT key FROM session WHERE name = ?)",
        arguments: [name])
      try db.execute(sql: "UPDATE session SET saved = 0 WHERE name = ?", arguments: [name])
      return try Self.one(db, name)
    }
  }

  /// Makes a session the one that applies to its user's queries, in place of any other; gives that
  /// one's name.
  @discardableResult
  public func saveSession(_ name: String) throws(StoreFault) -> String? {
    try writing("save session") { db in
      _ = try Self.one(db, name)
      let before = try String.fetchOne(
        db,
        sql: """
          SELECT name
          FROM session
          WHERE saved = 1 AND name <> :name AND user = (SELECT user FROM session WHERE name = :name)
          """,
        arguments: ["name": name])
      if let before {
        try db.execute(sql: "UPDATE session SET saved = 0 WHERE name = ?", arguments: [before])
      }
      try db.execute(sql: "UPDATE session SET saved = 1 WHERE name = ?", arguments: [name])
      return before
    }
  }

  /// Removes a session with its steps; gives what it was.
  @discardableResult
  public func endSession(_ name: String) throws(StoreFault) -> SessionRecord {
    try writing("end session") { db in
      let record = try Self.one(db, name)
      try db.execute(sql: "DELETE FROM session WHERE name = ?", arguments: [name])
      return record
    }
  }

  // MARK: - Parts

  private static func check(_ name: String) throws(StoreFault) {
    do throws(IdentifierFault) {
      try IdentifierFault.check(name)
    } catch {
      throw .identifier("session \"\(name.prefix(40))\": \(error)")
    }
  }

  private static func expect(_ count: Int, _ record: SessionRecord) throws(StoreFault) {
    guard record.steps.count != count else { return }
    throw .conflict(
      "session \"\(record.name)\" changed meanwhile: it has \(record.steps.count) steps, not "
        + "\(count)")
  }

  private static func one(_ db: Database, _ name: String) throws -> SessionRecord {
    guard let record = try find(db, name) else { throw StoreFault.noSession(name) }
    return record
  }

  private static func find(_ db: Database, _ name: String) throws -> SessionRecord? {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT session.key, user.id, session.saved, session.created
          FROM session JOIN user ON user.key = session.user
          WHERE session.name = ?
          """),
      arguments: [name])
    guard let row else { return nil }
    let steps = try Row.fetchAll(
      db.cachedStatement(
        sql: "SELECT fields, critique FROM session_step WHERE session = ? ORDER BY number"),
      arguments: [row[0] as Int64])
    return SessionRecord(
      name: name, user: UserID(row[1] as String), isSaved: row[2],
      created: Date(timeIntervalSince1970: Double(row[3] as Int64) / 1000),
      steps: steps.map { SessionRecord.Step(fields: $0[0], critique: $0[1]) })
  }
}
