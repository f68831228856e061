import GRDB

/// Rows in no order, appended to a log that has no index meanwhile; inside one transaction.
///
/// An entry of a random row falls on any page of `event_identity`, and the more rows there are the
/// fewer entries share a page that has to be written. Sorting all entries once and writing the index
/// from left to right costs each page one write: SQLite does that when an index is made. So the
/// index is taken away, rows are appended as they come, and the index is made anew. Nobody else
/// sees the log without it: readers see the store as it was before the transaction, and a run that
/// is killed leaves that store.
///
/// Without the index nothing keeps repeated rows out. `RepeatFilter` suspects them as they are
/// appended; the few suspects are compared exactly before the index is made, the repeats are taken
/// out, and the rows behind them move up, so that the log is the one that single rows would have
/// made, place by place.
struct IndexRebuild {
  /// Suspects that are remembered, 16 MB; when there are more, every row is compared.
  static let mostSuspects = 1_000_000

  private let db: Database
  private let definition: String
  private let mostSuspects: Int
  private var filter: RepeatFilter
  private var suspects: Set<UInt64> = []
  private var hasTooManySuspects = false
  private var appended = 0
  private var positives = 0

  /// Takes the index away. O(events without client ids).
  init(_ db: Database, mostSuspects: Int = Self.mostSuspects) throws {
    self.db = db
    self.mostSuspects = mostSuspects
    filter = RepeatFilter(logBlocks: 0)
    definition =
      try String.fetchOne(
        db, sql: "SELECT sql FROM sqlite_schema WHERE name = 'event_identity'") ?? ""
    guard !definition.isEmpty else {
      throw StoreFault.invalid("rebuild index: the store has no event_identity")
    }
    var known = RepeatFilter()
    try forEachEvent { _, identity in _ = known.note(identity.hash) }
    filter = known
    try db.execute(sql: "DROP INDEX event_identity")
  }

  /// Appends rows without client ids.
  mutating func append(_ rows: EventRows) throws {
    for row in 0..<rows.count {
      let hash = rows.identity(row).hash
      if filter.note(hash), !hasTooManySuspects { suspects.insert(hash) }
    }
    if suspects.count > mostSuspects {
      hasTooManySuspects = true
      suspects = []
    }
    let (accepted, positives) = try EventInsertion(db, rows).run()
    appended += accepted
    self.positives += positives
  }

  /// Takes repeats out and makes the index; returns how many of the appended rows are in the log,
  /// and how many of those are positive. O(events · log events) by sorting in a file.
  mutating func finish(_ types: [EventTypes.Stored]) throws -> (accepted: Int, positives: Int) {
    filter = RepeatFilter(logBlocks: 0)  // its memory is wanted for sorting
    if hasTooManySuspects || !suspects.isEmpty { try removeRepeats(types) }
    try db.execute(sql: definition)
    return (appended, positives)
  }

  /// Calls `body` with the place of every event that has no client id, in the order of the log.
  private func forEachEvent(_ body: (Int64, EventIdentity) throws -> Void) throws {
    let statement = try RawStatement(
      db,
      """
      SELECT seq, user, item, type, ifnull(time, -9223372036854775808), ifnull(value, -1e999)
      FROM event
      WHERE client IS NULL
      """,
      named: "read identities")
    defer { statement.reset() }
    while try statement.step() {
      try body(
        statement.integer(0),
        EventIdentity(
          user: statement.integer(1), item: statement.integer(2), type: statement.integer(3),
          time: statement.integer(4), value: statement.number(5) ?? -.infinity))
    }
  }

  private mutating func removeRepeats(_ types: [EventTypes.Stored]) throws {
    try db.execute(
      sql: """
        CREATE TEMP TABLE suspect (
          seq INTEGER PRIMARY KEY, user INTEGER, item INTEGER, type INTEGER, time INTEGER,
          value REAL
        );
        CREATE TEMP TABLE repeated (seq INTEGER PRIMARY KEY);
        """)
    if !hasTooManySuspects { try keepSuspects() }
    // Equal as the index has it; the first one stays.
    try db.execute(
      sql: """
        INSERT INTO repeated
        SELECT seq
        FROM (
          SELECT seq, row_number() OVER (
            PARTITION BY user, item, type, ifnull(time, -9223372036854775808),
              ifnull(value, -1e999)
            ORDER BY seq
          ) AS place
          FROM \(hasTooManySuspects ? "event WHERE client IS NULL" : "suspect")
        )
        WHERE place > 1
        ORDER BY seq
        """)
    try takeOutRepeated(types)
    try db.execute(sql: "DROP TABLE suspect; DROP TABLE repeated")
  }

  /// Writes the events down that share their hash with a suspect.
  private mutating func keepSuspects() throws {
    let insert = try RawStatement(
      db, "INSERT INTO suspect VALUES (?, ?, ?, ?, ?, ?)", named: "keep suspects")
    defer { insert.reset() }
    let suspects = suspects
    try forEachEvent { seq, identity in
      guard suspects.contains(identity.hash) else { return }
      insert.bind(seq, at: 1)
      insert.bind(identity.user, at: 2)
      insert.bind(identity.item, at: 3)
      insert.bind(identity.type, at: 4)
      insert.bind(identity.time, at: 5)
      insert.bind(identity.value, at: 6)
      try insert.run()
    }
    self.suspects = []
  }

  /// Deletes the events of `repeated` and moves the others up to their places.
  private mutating func takeOutRepeated(_ types: [EventTypes.Stored]) throws {
    let isPositive = PositiveTest(types)
    let lost = try RawStatement(
      db, "SELECT type, value FROM event WHERE seq IN (SELECT seq FROM repeated)",
      named: "read repeats")
    while try lost.step() {
      let row = EventScan.Row(type: Int(lost.integer(0)), value: lost.number(1) ?? .nan)
      appended -= 1
      if isPositive(row) { positives -= 1 }
    }
    lost.reset()
    try db.execute(sql: "DELETE FROM event WHERE seq IN (SELECT seq FROM repeated)")
    // Each range between two repeats moves up by the number of repeats before it, first ranges
    // first, so that a place is free when an event comes to it.
    let next = try RawStatement(db, "SELECT seq FROM repeated ORDER BY seq", named: "walk repeats")
    let move = try RawStatement(
      db, "UPDATE event SET seq = seq - ? WHERE seq > ? AND seq < ?", named: "close gaps")
    defer { for statement in [next, move] { statement.reset() } }
    var before: Int64 = 0
    var last: Int64?
    func close(_ from: Int64, _ to: Int64) throws {
      guard to > from + 1 else { return }
      move.bind(before, at: 1)
      move.bind(from, at: 2)
      move.bind(to, at: 3)
      try move.run()
    }
    while try next.step() {
      let seq = next.integer(0)
      if let last { try close(last, seq) }
      before += 1
      last = seq
    }
    if let last { try close(last, .max) }
  }
}

extension EventRows {
  /// What makes the event of a row the same as another.
  func identity(_ row: Int) -> EventIdentity {
    let (type, time, value) = rest(row)
    return EventIdentity(user: user(row), item: item(row), type: type, time: time, value: value)
  }
}
