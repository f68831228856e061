import GRDB
import GRDBSQLite

/// A prepared statement driven through SQLite's own calls, for loops over rows.
///
/// GRDB boxes every argument and every column, which on an event of seven columns costs more than
/// SQLite itself. A raw statement lives inside one `read` or `write` and never leaves it.
struct RawStatement {
  private let statement: Statement
  private let handle: OpaquePointer
  private let name: String

  /// The statement, compiled once per connection. `name` stands in faults.
  init(_ db: Database, _ sql: String, named name: String) throws {
    statement = try db.cachedStatement(sql: sql)
    guard let handle = statement.sqliteStatement as OpaquePointer? else {
      throw StoreFault.invalid("\(name): no statement")
    }
    self.handle = handle
    self.name = name
    reset()
  }

  /// Forgets the row and the arguments.
  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  /// Binds a number to parameter `index`, counted from 1.
  func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, value) }
  /// Binds a number to parameter `index`; `nil` is NULL.
  func bind(_ value: Int64?, at index: Int32) {
    if let value { bind(value, at: index) } else { sqlite3_bind_null(handle, index) }
  }
  /// Binds a number to parameter `index`; NaN is NULL, as it is to SQLite.
  func bind(_ value: Double, at index: Int32) { sqlite3_bind_double(handle, index, value) }

  /// Binds text, which SQLite copies.
  func bind(_ text: String, at index: Int32) {
    var text = text
    text.withUTF8 { bind(UnsafeRawBufferPointer($0), at: index) }
  }

  /// Binds text; `nil` is NULL.
  func bind(_ text: String?, at index: Int32) {
    if let text { bind(text, at: index) } else { sqlite3_bind_null(handle, index) }
  }

  /// Binds bytes of UTF-8, which SQLite copies.
  func bind(_ bytes: UnsafeRawBufferPointer, at index: Int32) {
    // The destructor -1 is SQLITE_TRANSIENT, which the importer cannot express as a constant.
    let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    if let start {
      sqlite3_bind_text(handle, index, start, Int32(bytes.count), transient)
    } else {
      sqlite3_bind_text(handle, index, "", 0, transient)
    }
  }

  /// Moves to the next row; false when there is none. Throws what SQLite says.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let message = sqlite3_db_handle(handle).map { String(cString: sqlite3_errmsg($0)) } ?? ""
      sqlite3_reset(handle)
      throw StoreFault.sqlite(code: code, message: message, statement: name)
    }
  }

  /// Runs a statement that returns no row and makes it ready for the next arguments.
  func run() throws {
    _ = try step()
    sqlite3_reset(handle)
  }

  /// Runs an `INSERT … ON CONFLICT DO NOTHING`; returns how many rows are new.
  func insertedRows() throws -> Int {
    try run()
    return Int(sqlite3_changes(sqlite3_db_handle(handle)))
  }

  /// Column `index` as an integer, counted from 0; 0 when NULL.
  func integer(_ index: Int32) -> Int64 { sqlite3_column_int64(handle, index) }
  /// Column `index` as a number; `nil` when NULL.
  func number(_ index: Int32) -> Double? {
    isNull(index) ? nil : sqlite3_column_double(handle, index)
  }
  /// Column `index` as text; empty when NULL.
  func text(_ index: Int32) -> String {
    guard let start = sqlite3_column_text(handle, index) else { return "" }
    return String(cString: start)
  }
  /// True when column `index` is NULL.
  func isNull(_ index: Int32) -> Bool { sqlite3_column_type(handle, index) == SQLITE_NULL }
  /// True when column `index` holds a number.
  func isNumber(_ index: Int32) -> Bool {
    let type = sqlite3_column_type(handle, index)
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT
  }
}
