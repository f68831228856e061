import GRDB

/// Inserts the events of a batch, many to a statement.
///
/// SQLite opens the table and its indices, and closes them again, for every statement that runs. On
/// a row of an event that is a good part of the work, so a statement takes 32 rows and the rest of
/// a batch goes one by one: 4.4 instead of 7.3 seconds of processor time for 5 M rows. Columns that
/// no row of the batch fills are not mentioned.
struct EventInsertion {
  /// Rows of one statement.
  static let rowsPerStatement = 32

  private let db: Database
  private let rows: EventRows

  init(_ db: Database, _ rows: EventRows) {
    self.db = db
    self.rows = rows
  }

  /// Inserts all rows in their order; returns how many were new, and how many of those are
  /// positive.
  func run() throws -> (accepted: Int, positives: Int) {
    let many = try statement(rows: Self.rowsPerStatement)
    let one = try statement(rows: 1)
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
        positives += try positivesAmongLast(new)
      }
      row = end
    }
    return (accepted, positives)
  }

  /// Inserts rows in the order of the index instead, with the same outcome.
  func run(_ scattered: ScatteredRows) throws -> (accepted: Int, positives: Int) {
    let many = try statement(rows: Self.rowsPerStatement, withPlaces: true)
    let one = try statement(rows: 1, withPlaces: true)
    defer { for statement in [many, one] { statement.reset() } }
    let first = try EventScan.last(db) + 1
    let order = scattered.order
    var positives = 0
    var position = 0
    while position < order.count {
      let isMany = order.count - position >= Self.rowsPerStatement
      let statement = isMany ? many : one
      let end = isMany ? position + Self.rowsPerStatement : position + 1
      var index: Int32 = 1
      for row in order[position..<end] {
        statement.bind(first + Int64(scattered.places[Int(row)]), at: index)
        index += 1
        rows.bind(Int(row), to: statement, from: &index)
        if rows.isPositive(Int(row)) { positives += 1 }
      }
      try statement.run()
      position = end
    }
    return (order.count, positives)
  }

  /// The statement for so many rows. With places every row states its own and none may be known;
  /// without, a row takes the next one, and known rows are passed over.
  private func statement(rows count: Int, withPlaces: Bool = false) throws -> RawStatement {
    let columns =
      (withPlaces ? ["seq"] : []) + ["user", "item", "type", "value", "time"]
      + (rows.hasSessions ? ["session"] : []) + (rows.hasClients ? ["client"] : [])
    let row = "(" + columns.map { _ in "?" }.joined(separator: ", ") + ")"
    return try RawStatement(
      db,
      """
      INSERT INTO event (\(columns.joined(separator: ", ")))
      VALUES \(repeatElement(row, count: count).joined(separator: ", "))
      \(withPlaces ? "" : "ON CONFLICT DO NOTHING")
      """,
      named: "insert events")
  }

  /// Positive ones among the last events of the log: a statement of which only a part was new does
  /// not say which part.
  private func positivesAmongLast(_ count: Int) throws -> Int {
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
