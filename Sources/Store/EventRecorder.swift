import Datasets
import GRDB

extension InteractionStore {
  /// Records one event and returns when it is on the disk. Callers that arrive within 5 ms of one
  /// another share a transaction. Throws `StoreFault` when the event is malformed or cannot be
  /// kept.
  public func record(_ event: Event) async throws -> Acknowledged {
    try event.check()
    return try await recorder.record(event)
  }
}

/// Group commit: gathers events for a few milliseconds, commits them together, answers all.
///
/// A commit that reaches the disk costs about 3 ms whatever it holds, so one per event would end at
/// some 300 events/s. The first event of a group opens a window of 5 ms; whoever comes before it
/// closes, or before 1 000 have gathered, rides along.
actor EventRecorder {
  static let window = Duration.milliseconds(5)
  static let largestGroup = 1_000

  private typealias Waiting = (event: Event, answer: CheckedContinuation<Acknowledged, any Error>)

  private let database: any DatabaseWriter
  private var waiting: [Waiting] = []
  private var isGathering = false
  /// Transactions so far.
  private(set) var commits = 0

  init(database: any DatabaseWriter) { self.database = database }

  func record(_ event: Event) async throws -> Acknowledged {
    try await withCheckedThrowingContinuation { answer in
      waiting.append((event, answer))
      if waiting.count >= Self.largestGroup {
        Task { await self.commit() }
      } else if !isGathering {
        isGathering = true
        Task {
          try? await Task.sleep(for: Self.window)  // cut short is fine: the group commits earlier
          await self.commit()
        }
      }
    }
  }

  private func commit() async {
    isGathering = false
    let group = waiting
    waiting = []
    guard !group.isEmpty else { return }
    commits += 1
    let events = group.map(\.event)
    do {
      let answers = try await database.write { db in try events.map { try EventLog.append($0, db) }
      }
      for (waiting, answer) in zip(group, answers) { waiting.answer.resume(returning: answer) }
    } catch {
      let fault = StoreFault.wrap(error, in: "record events")
      for waiting in group { waiting.answer.resume(throwing: fault) }
    }
  }
}

/// The statements that append single events.
enum EventLog {
  /// Appends an event, or finds the earlier one that it repeats.
  static func append(_ event: Event, _ db: Database) throws -> Acknowledged {
    if let client = event.client,
      let seq = try Int64.fetchOne(
        db.cachedStatement(sql: "SELECT seq FROM event WHERE client = ?"), arguments: [client])
    {
      return Acknowledged(seq: seq, isDuplicate: true)
    }
    let user = try key(of: event.user.rawValue, in: "user", db)
    let item = try key(of: event.item.rawValue, in: "item", db)
    let type = try EventTypes.key(of: event.type, db)
    try db.cachedStatement(
      sql: """
        INSERT INTO event (user, item, type, value, time, session, client)
        VALUES (:user, :item, :type, :value, :time, :session, :client)
        ON CONFLICT DO NOTHING
        """
    ).execute(arguments: [
      "user": user, "item": item, "type": type, "value": event.value, "time": event.time,
      "session": event.session, "client": event.client,
    ])
    if db.changesCount > 0 {
      return Acknowledged(seq: db.lastInsertedRowID, isDuplicate: false)
    }
    let seq = try Int64.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT seq
          FROM event
          WHERE user = :user AND item = :item AND type = :type
            AND time IS :time AND value IS :value AND client IS :client
          """),
      arguments: [
        "user": user, "item": item, "type": type, "time": event.time, "value": event.value,
        "client": event.client,
      ])
    guard let seq else { throw StoreFault.invalid("record events: a duplicate without original") }
    return Acknowledged(seq: seq, isDuplicate: true)
  }

  /// The key of an external id in `user` or `item`, which is made when it is new.
  static func key(of id: String, in table: String, _ db: Database) throws -> Int64 {
    let known = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT key FROM \(table) WHERE id = ?"), arguments: [id])
    if let known { return known }
    try db.cachedStatement(sql: "INSERT INTO \(table) (id) VALUES (?)").execute(arguments: [id])
    return db.lastInsertedRowID
  }
}
