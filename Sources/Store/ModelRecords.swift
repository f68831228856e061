public import Foundation
import GRDB

/// A trained model as the store knows it; its numbers are in the artifact.
public struct ModelRecord: Sendable, Codable, Equatable {
  /// Where a model stands between its first step and its last answer.
  public enum State: String, Sendable, Codable, CaseIterable {
    /// Being trained; there may be no artifact.
    case training
    /// Complete, and not the one that answers.
    case ready
    /// The one that answers. There is at most one.
    case active
    /// Given up; the artifact, if any, is not to be used.
    case failed
  }

  /// Registry name: `macridvae`.
  public let name: String
  /// Counts up within the name, from 1.
  public let version: Int
  /// The whole configuration, JSON.
  public let configuration: String
  public let seed: UInt64
  /// Fingerprint of the data set it was trained on.
  public let fingerprint: String
  /// Measured values, JSON.
  public let metrics: String
  /// Path of the artifact.
  public let artifact: String?
  public let state: State
  public let created: Date

  /// `macridvae@12`.
  public var title: String { "\(name)@\(version)" }
}

extension InteractionStore {
  /// Adds a model under the next version of its name. Throws when a JSON text is none, or when a
  /// state that promises an artifact comes without one.
  @discardableResult
  public func insertModel(
    name: String, configuration: String, seed: UInt64, fingerprint: String, metrics: String = "{}",
    artifact: String? = nil, state: ModelRecord.State, created: Date
  ) throws(StoreFault) -> ModelRecord {
    try writing("insert model") { db in
      let version = try Int.fetchOne(
        db, sql: "SELECT ifnull(max(version), 0) + 1 FROM model WHERE name = ?", arguments: [name])
      if state == .active { try Self.retire(db) }
      try db.execute(
        sql: """
          INSERT INTO model
            (name, version, configuration, seed, fingerprint, metrics, artifact, state, created)
          VALUES
            (:name, :version, :configuration, :seed, :fingerprint, :metrics, :artifact, :state,
             :created)
          """,
        arguments: [
          "name": name, "version": version, "configuration": configuration,
          "seed": Int64(bitPattern: seed), "fingerprint": fingerprint, "metrics": metrics,
          "artifact": artifact, "state": state.rawValue,
          "created": Int64((created.timeIntervalSince1970 * 1000).rounded()),
        ])
      return try Self.one(db, "WHERE key = \(db.lastInsertedRowID)", [], name)
    }
  }

  /// Records how a model's training ended.
  public func finishModel(
    _ name: String, version: Int, metrics: String, artifact: String?, state: ModelRecord.State
  ) throws(StoreFault) {
    try writing("finish model") { db in
      if state == .active { try Self.retire(db) }
      try db.execute(
        sql: """
          UPDATE model
          SET metrics = :metrics, artifact = :artifact, state = :state
          WHERE name = :name AND version = :version
          """,
        arguments: [
          "metrics": metrics, "artifact": artifact, "state": state.rawValue, "name": name,
          "version": version,
        ])
      guard db.changesCount == 1 else { throw StoreFault.noModel("\(name)@\(version)") }
    }
  }

  /// Makes a complete model the one that answers; the one before becomes ready again.
  @discardableResult
  public func activateModel(_ name: String, version: Int) throws(StoreFault) -> ModelRecord {
    try writing("activate model") { db in
      let found = try Self.one(
        db, "WHERE name = ? AND version = ?", [name, version], "\(name)@\(version)")
      guard found.state == .ready || found.state == .active else {
        throw StoreFault.invalid("model \(found.title) is \(found.state.rawValue), not ready")
      }
      try Self.retire(db)
      try db.execute(
        sql: "UPDATE model SET state = 'active' WHERE name = ? AND version = ?",
        arguments: [name, version])
      return try Self.one(db, "WHERE name = ? AND version = ?", [name, version], found.title)
    }
  }

  /// Every model, newest first.
  public func models() throws(StoreFault) -> [ModelRecord] {
    try reading("list models") { try Self.all($0, "ORDER BY key DESC", []) }
  }

  /// A model of a name: the given version, or the newest that has an artifact.
  public func model(_ name: String, version: Int? = nil) throws(StoreFault) -> ModelRecord {
    try reading("find model") { db in
      if let version {
        return try Self.one(
          db, "WHERE name = ? AND version = ?", [name, version], "\(name)@\(version)")
      }
      return try Self.one(
        db, "WHERE name = ? AND state IN ('ready', 'active') ORDER BY version DESC", [name], name)
    }
  }

  /// The newest model that has an artifact, of any name; `nil` when there is none.
  public func latestModel() throws(StoreFault) -> ModelRecord? {
    try reading("find latest model") { db in
      try Self.all(db, "WHERE state IN ('ready', 'active') ORDER BY key DESC LIMIT 1", []).first
    }
  }

  /// The model that answers; `nil` when none was activated.
  public func activeModel() throws(StoreFault) -> ModelRecord? {
    try reading("find active model") { try Self.all($0, "WHERE state = 'active'", []).first }
  }

  private static func retire(_ db: Database) throws {
    try db.execute(sql: "UPDATE model SET state = 'ready' WHERE state = 'active'")
  }

  private static func one(
    _ db: Database, _ clause: String, _ arguments: StatementArguments, _ title: String
  ) throws -> ModelRecord {
    guard let record = try all(db, clause + " LIMIT 1", arguments).first else {
      throw StoreFault.noModel(title)
    }
    return record
  }

  private static func all(
    _ db: Database, _ clause: String, _ arguments: StatementArguments
  ) throws -> [ModelRecord] {
    try Row.fetchAll(db, sql: "SELECT * FROM model \(clause)", arguments: arguments).map { row in
      ModelRecord(
        name: row["name"], version: row["version"], configuration: row["configuration"],
        seed: UInt64(bitPattern: row["seed"]), fingerprint: row["fingerprint"],
        metrics: row["metrics"], artifact: row["artifact"],
        state: ModelRecord.State(rawValue: row["state"]) ?? .failed,
        created: Date(timeIntervalSince1970: Double(row["created"] as Int64) / 1000))
    }
  }
}
