import GRDB

/// Inserts the events of a batch, many to a statement.
///
/// SQLite opens the table and its indices, and closes them again, for every statement that runs. On a
/// row of an event that is a good part of the work, so a statement takes 32 rows and the rest of a
/// batch goes one by one. Columns that no row of the batch fills are not mentioned.
struct EventInsertion {
  /// Rows of one statement. 8 are slower, 128 no faster.
  static let rowsPerStatement = 32

  private let db: Database
  private let many: RawStatement
  private let one: RawStatement

  /// The statements for a batch of this form.
  init(_ db: Database, _ batch: IngestBatch) throws {
    self.db = db
    let columns =
      ["user", "item", "type", "value", "time"] + (batch.sessions.isEmpty ? [] : ["session"])
      + (batch.clients.isEmpty ? [] : ["client"])
    func statement(rows: Int) throws -> RawStatement {
      let row = "(" + columns.map { _ in "?" }.joined(separator: ", ") + ")"
      return try RawStatement(
        db,
        """
        INSERT INTO event (\(columns.joined(separator: ", ")))
        VALUES \(repeatElement(row, count: rows).joined(separator: ", "))
        ON CONFLICT DO NOTHING
        """,
        named: "insert events")
    }
    many = try statement(rows: Self.rowsPerStatement)
    one = try statement(rows: 1)
  }

  /// Inserts all rows in their order; returns how many were new, and how many of those are positive.
  func run(_ rows: EventRows) throws -> (accepted: Int, positives: Int) {
    defer { for statement in [many, one] { statement.reset() } }
    var accepted = 0
    var positives = 0
    var row = 0
    while row < rows.count {
      let isMany = rows.count - row >= Self.rowsPerStatement
      let statement = isMany ? many : one
      let end = isMany ? row + Self.rowsPerStatement : row + 1
      var index: Int32 = 1
      for r in row..<end { rows.bind(r, to: statement, from: &index) }
      let new = try statement.insertedRows()
      accepted += new
      if new == end - row {
        for r in row..<end where rows.isPositive(r) { positives += 1 }
      } else if new > 0 {
        positives += try positivesAmongLast(new, rows)
      }
      row = end
    }
    return (accepted, positives)
  }

  /// Positive ones among the last events of the log: a statement of which only a part was new does not
  /// say which part.
  private func positivesAmongLast(_ count: Int, _ rows: EventRows) throws -> Int {
    // SEARCH event USING INTEGER PRIMARY KEY (rowid>?)
    let statement = try RawStatement(
      db, "SELECT type, value FROM event WHERE seq > ?", named: "read new events")
    defer { statement.reset() }
    statement.bind(db.lastInsertedRowID - Int64(count), at: 1)
    var positives = 0
    while try statement.step() {
      if rows.isPositive(type: statement.integer(0), value: statement.number(1)) { positives += 1 }
    }
    return positives
  }
}

/// The events of a batch in the store's keys.
struct EventRows {
  private let batch: IngestBatch
  private let users: [Int64]
  private let items: [Int64]
  private let types: [EventTypes.Stored]

  /// `users`, `items` and `types` by the numbers of this run.
  init(_ batch: IngestBatch, users: [Int64], items: [Int64], types: [EventTypes.Stored]) {
    self.batch = batch
    self.users = users
    self.items = items
    self.types = types
  }

  var count: Int { batch.users.count }

  /// Binds a row to the parameters from `index` on, and moves `index` behind them.
  func bind(_ row: Int, to statement: RawStatement, from index: inout Int32) {
    statement.bind(users[Int(batch.users[row])], at: index)
    statement.bind(items[Int(batch.items[row])], at: index + 1)
    statement.bind(types[Int(batch.types[row])].key, at: index + 2)
    statement.bind(batch.values[row], at: index + 3)
    statement.bind(batch.times[row] == .min ? nil : batch.times[row], at: index + 4)
    index += 5
    if !batch.sessions.isEmpty {
      statement.bind(batch.sessions[row], at: index)
      index += 1
    }
    if !batch.clients.isEmpty {
      statement.bind(batch.clients[row], at: index)
      index += 1
    }
  }

  /// True when the event of a row counts as positive.
  func isPositive(_ row: Int) -> Bool {
    let value = batch.values[row]
    return types[Int(batch.types[row])].rule.isPositive(value.isNaN ? nil : value)
  }

  /// True when an event with the store's key of a type counts as positive.
  func isPositive(type key: Int64, value: Double?) -> Bool {
    types.first { $0.key == key }?.rule.isPositive(value) ?? false
  }
}
