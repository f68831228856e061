import GRDB

/// The order in which rows whose users come in no order are best inserted, and which of them are
/// new.
///
/// An index entry of such a row falls on any page, and a page costs 8 KB of writing whether one
/// entry of it is new or a hundred. So many rows are gathered, sorted as the index is, and inserted
/// in one sweep over its pages. Their places in the log are those of the file all the same:
/// duplicates are found before the first insertion, by the sort within the batch and by a look-up
/// in the store.
struct ScatteredRows {
  /// A batch is scattered when more of its rows than this have another user than the row before.
  static let share = 0.5
  /// Transactions that are gathered to one: 500 000 rows, some 30 MB while they wait.
  static let transactions = 50

  /// Rows that are new, in the order of `event_identity`.
  let order: [Int32]
  /// By row: its place among the new rows of the batch in the order of the file.
  let places: [Int32]

  /// Sorts the rows and looks each up. O(rows · log rows). Rows have no client ids.
  init(_ rows: EventRows, _ db: Database) throws {
    var keyed = (0..<rows.count).map { (pair: rows.pair($0), row: Int32($0)) }
    keyed.sort { a, b in
      if a.pair != b.pair { return a.pair < b.pair }
      let (first, second) = (rows.rest(Int(a.row)), rows.rest(Int(b.row)))
      return first == second ? a.row < b.row : first < second
    }
    // SEARCH event USING COVERING INDEX event_identity (user=? AND item=? AND type=? AND <expr>=?
    // …)
    let known = try RawStatement(db, Self.lookUp, named: "find known events")
    defer { known.reset() }
    var isNew = [Bool](repeating: false, count: rows.count)
    var order: [Int32] = []
    order.reserveCapacity(rows.count)
    var last: (pair: UInt64, row: Int32)?
    for entry in keyed {
      defer { last = entry }
      if let last, last.pair == entry.pair, rows.rest(Int(last.row)) == rows.rest(Int(entry.row)) {
        continue
      }
      known.reset()
      rows.bindIdentity(Int(entry.row), to: known)
      if try known.step() { continue }
      isNew[Int(entry.row)] = true
      order.append(entry.row)
    }
    self.order = order
    var next: Int32 = 0
    places = isNew.map { isNew in
      defer { if isNew { next += 1 } }
      return next
    }
  }

  static let lookUp = """
    SELECT 1
    FROM event
    WHERE user = ? AND item = ? AND type = ?
      AND ifnull(time, -9223372036854775808) = ?
      AND ifnull(value, -1e999) = ?
      AND ifnull(client, '') = ''
    """
}

extension IngestBatch {
  /// True when its users come in no order.
  var isScattered: Bool {
    var changes = 0
    for row in users.indices.dropFirst() where users[row] != users[row - 1] { changes += 1 }
    return Double(changes) > ScatteredRows.share * Double(users.count)
  }
}

extension EventRows {
  /// User and item as one number that sorts as the two do.
  func pair(_ row: Int) -> UInt64 {
    UInt64(UInt32(truncatingIfNeeded: user(row))) << 32
      | UInt64(UInt32(truncatingIfNeeded: item(row)))
  }

  /// What the index has after user and item; absent parts are the least, as they are there.
  func rest(_ row: Int) -> (Int64, Int64, Double) {
    (type(row), time(row), value(row).isNaN ? -.infinity : value(row))
  }

  /// Binds what makes an event the same as another.
  func bindIdentity(_ row: Int, to statement: RawStatement) {
    let (type, time, value) = rest(row)
    statement.bind(user(row), at: 1)
    statement.bind(item(row), at: 2)
    statement.bind(type, at: 3)
    statement.bind(time, at: 4)
    statement.bind(value, at: 5)
  }
}
