import GRDB

/// Reading the whole log without holding a reader's snapshot for long.
///
/// A read transaction that lasts as long as a training run keeps the write-ahead log from being
/// checkpointed, and it grows without limit. The scan therefore fixes the last `seq` first and
/// walks up to it in ranges, each a short transaction of its own.
struct EventScan {
  /// Events per transaction: some 50 ms.
  static let range: Int64 = 100_000

  /// One event in the store's integers. `value` is NaN and `time` is `Int64.min` when absent.
  struct Row {
    var user = 0
    var item = 0
    var type = 0
    var value = Double.nan
    var time = Int64.min
    /// The session id, when the scan reads them.
    var session: String?
  }

  private let database: any DatabaseReader
  /// Whether rows have their session id; text costs as much as the rest of a row.
  var readsSessions = false
  /// The last event that belongs to the scan.
  let last: Int64

  /// A scan of everything that is in the store now.
  init(_ database: any DatabaseReader) throws {
    self.init(database, upTo: try database.read { try Self.last($0) })
  }

  /// A scan up to an event, that one included.
  init(_ database: any DatabaseReader, upTo last: Int64) {
    self.database = database
    self.last = last
  }

  /// Place of the last event in the log; 0 when there is none.
  static func last(_ db: Database) throws -> Int64 {
    try Int64.fetchOne(db, sql: "SELECT max(seq) FROM event") ?? 0
  }

  /// Calls `body` for every event, in the order of arrival.
  func forEach(_ body: (Row) -> Void) throws {
    var from: Int64 = 0
    while from < last {
      let to = min(from + Self.range, last)
      try database.read { db in
        // SEARCH event USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)
        let statement = try RawStatement(
          db,
          """
          SELECT user, item, type, value, time\(readsSessions ? ", session" : "")
          FROM event
          WHERE seq > ? AND seq <= ?
          ORDER BY seq
          """,
          named: "scan events")
        defer { statement.reset() }
        statement.bind(from, at: 1)
        statement.bind(to, at: 2)
        var row = Row()
        while try statement.step() {
          row.user = Int(statement.integer(0))
          row.item = Int(statement.integer(1))
          row.type = Int(statement.integer(2))
          row.value = statement.number(3) ?? .nan
          row.time = statement.isNull(4) ? .min : statement.integer(4)
          row.session =
            readsSessions && !statement.isNull(5) ? statement.text(5) : nil
          body(row)
        }
      }
      from = to
    }
  }
}

extension InteractionStore {
  /// Place of the last event in the log; 0 when there is none.
  func lastEvent() throws -> Int64 { try database.read { try EventScan.last($0) } }
}

/// The rules by type key, so that a loop over events looks one up by position.
struct PositiveTest {
  private var rules: [EventRule?] = []

  init(_ types: [EventTypes.Stored]) {
    for type in types {
      while rules.count <= Int(type.key) { rules.append(nil) }
      rules[Int(type.key)] = type.rule
    }
  }

  /// True when the event counts as positive.
  func callAsFunction(_ row: EventScan.Row) -> Bool {
    guard row.type < rules.count, let rule = rules[row.type] else { return false }
    return rule.isPositive(row.value.isNaN ? nil : row.value)
  }
}
