public import Foundation
import GRDB

/// A search of settings as the store knows it.
public struct StudyRecord: Sendable, Equatable {
  public let name: String
  /// Registry name of the model.
  public let model: String
  /// What must agree for the study to go on, JSON.
  public let description: String
  public let seed: UInt64
  /// Fingerprint of the division of users.
  public let fingerprint: String
  public let created: Date

  public init(
    name: String, model: String, description: String, seed: UInt64, fingerprint: String,
    created: Date
  ) {
    self.name = name
    self.model = model
    self.description = description
    self.seed = seed
    self.fingerprint = fingerprint
    self.created = created
  }
}

/// One trial of a study.
public struct TrialRecord: Sendable, Equatable {
  /// Where a trial stands.
  public enum State: String, Sendable, Codable, CaseIterable {
    /// Computing, or cut off while it was.
    case running
    /// On a rung: it may be promoted and go on.
    case paused
    /// Trained to its end.
    case finished
    /// Its loss was not finite, or the model refused the settings.
    case failed
  }

  /// From 0, which is the defaults.
  public let number: Int
  /// The settings tried, JSON.
  public let settings: String
  public var state: State
  /// Validation score by epoch; `nil` where there was none.
  public var scores: [Double?]
  /// Seconds of computing.
  public var seconds: Double
  /// Why it failed.
  public var reason: String?

  public init(number: Int, settings: String) {
    self.number = number
    self.settings = settings
    state = .running
    scores = []
    seconds = 0
  }

  /// Epochs it has had.
  public var epochs: Int { scores.count }
  /// Its best score in the first so many epochs; `nil` when there is none.
  public func score(after epochs: Int) -> Double? { scores.prefix(epochs).compactMap(\.self).max() }
  /// Its best score.
  public var score: Double? { score(after: epochs) }
}

extension InteractionStore {
  /// Adds a study without trials. Throws when there is one of that name.
  public func insertStudy(_ study: StudyRecord) throws(StoreFault) {
    try writing("insert study") { db in
      try db.execute(
        sql: """
          INSERT INTO study
            (name, model, description, seed, fingerprint, created)
          VALUES
            (:name, :model, :description, :seed, :fingerprint, :created)
          """,
        arguments: [
          "name": study.name, "model": study.model, "description": study.description,
          "seed": Int64(bitPattern: study.seed), "fingerprint": study.fingerprint,
          "created": Int64((study.created.timeIntervalSince1970 * 1000).rounded()),
        ])
    }
  }

  /// Every study, newest first.
  public func studies() throws(StoreFault) -> [StudyRecord] {
    try reading("list studies") { db in
      try Row.fetchAll(db, sql: "SELECT * FROM study ORDER BY key DESC").map { row in
        StudyRecord(
          name: row["name"], model: row["model"], description: row["description"],
          seed: UInt64(bitPattern: row["seed"]), fingerprint: row["fingerprint"],
          created: Date(timeIntervalSince1970: Double(row["created"] as Int64) / 1000))
      }
    }
  }

  /// Writes what is known of a trial, in place of what was.
  public func recordTrial(_ trial: TrialRecord, of study: String) throws(StoreFault) {
    try writing("record trial") { db in
      let scores = try JSONEncoder().encode(trial.scores)
      try db.execute(
        sql: """
          INSERT INTO trial (study, number, settings, state, metrics, epochs, seconds, reason)
          SELECT key, :number, :settings, :state, :metrics, :epochs, :seconds, :reason
          FROM study
          WHERE name = :study
          ON CONFLICT (study, number) DO UPDATE
          SET settings = excluded.settings, state = excluded.state, metrics = excluded.metrics,
            epochs = excluded.epochs, seconds = excluded.seconds, reason = excluded.reason
          """,
        arguments: [
          "study": study, "number": trial.number, "settings": trial.settings,
          "state": trial.state.rawValue, "metrics": String(decoding: scores, as: UTF8.self),
          "epochs": trial.epochs, "seconds": trial.seconds, "reason": trial.reason,
        ])
      guard db.changesCount == 1 else { throw StoreFault.invalid("no study \"\(study)\"") }
    }
  }

  /// The trials of a study, by number; none for a study that is not there.
  public func trials(of study: String) throws(StoreFault) -> [TrialRecord] {
    try reading("list trials") { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT trial.*
          FROM trial JOIN study ON study.key = trial.study
          WHERE study.name = ?
          ORDER BY number
          """,
        arguments: [study]
      ).map { row in
        var trial = TrialRecord(number: row["number"], settings: row["settings"])
        trial.state = TrialRecord.State(rawValue: row["state"]) ?? .failed
        trial.scores = try JSONDecoder().decode(
          [Double?].self, from: Data((row["metrics"] as String).utf8))
        trial.seconds = row["seconds"]
        trial.reason = row["reason"]
        return trial
      }
    }
  }
}
