import Foundation
import GRDB
import Schema

/// The store of interactions, attributes and model records: one SQLite file, one value that owns
/// it.
///
/// A store is opened, brought to the newest schema, and from then on read and written through
/// methods named for what they keep true; they stand in the files of this module beside their
/// statements. Files use a write-ahead log: there is one writer, and readers do not wait for it.
/// Copies of the value speak to the same file and may be used from any task.
public struct InteractionStore: Sendable {
  /// What to do when there is no file.
  public enum Absence: Sendable {
    /// Make an empty store.
    case create
    /// Throw `StoreFault.missing`.
    case refuse
  }

  /// Where the store is; `:memory:` for one that dies with the value.
  public let path: String
  let database: any DatabaseWriter
  let recorder: EventRecorder

  /// Opens the store at a path. Throws when the file is not a store, is newer than this program, or
  /// cannot be opened.
  public init(path: String, ifMissing absence: Absence) throws(StoreFault) {
    if case .refuse = absence, !FileManager.default.fileExists(atPath: path) {
      throw .missing(path: path)
    }
    do {
      try self.init(
        path: path, database: DatabasePool(path: path, configuration: Self.configuration))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
      throw .notAStore(path: path)
    } catch {
      throw .wrap(error, in: "open \(path)")
    }
  }

  /// An empty store in memory, for tests and dry runs.
  public static func inMemory() throws(StoreFault) -> InteractionStore {
    do {
      return try InteractionStore(
        path: ":memory:", database: DatabaseQueue(configuration: configuration))
    } catch {
      throw .wrap(error, in: "open in memory")
    }
  }

  init(path: String, database: any DatabaseWriter) throws {
    self.path = path
    self.database = database
    recorder = EventRecorder(database: database)
    // An acknowledged event must survive a power cut, so every commit reaches the disk; GRDB's own
    // setting for write-ahead logs is NORMAL, which only survives a crash of the program. Bulk
    // loads relax this for themselves and have a resume position instead.
    try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    try Self.migrate(database, path: path)
  }

  /// The steps that this program knows, as GRDB applies them.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for step in Migration.all {
      migrator.registerMigration(step.name) { try $0.execute(sql: step.sql) }
    }
    return migrator
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
      // Without a limit the log keeps the size of the largest burst for ever.
      try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
    }
    return configuration
  }

  /// Brings the store to the newest schema. Another program may open it at the same moment and take
  /// a step first; then the rest is looked for again, at most once a step.
  private static func migrate(_ database: any DatabaseWriter, path: String) throws {
    // Migrating waits for the writer even when there is nothing to do, and a bulk load may be long.
    while let applied = try stepsBeforeCurrent(database, path: path) {
      do { try migrator.migrate(database) } catch {
        let now = try database.read { try migrator.appliedIdentifiers($0) }
        guard now.count > applied else { throw error }
      }
    }
  }

  /// How many steps have been applied to a store that is not current; `nil` when it is. Throws when
  /// the file is no store or newer than this program.
  private static func stepsBeforeCurrent(
    _ database: any DatabaseWriter, path: String
  ) throws -> Int? {
    try database.read { db in
      guard try Bool.fetchOne(db, sql: "SELECT count(*) > 0 FROM sqlite_schema") == true else {
        return 0
      }
      guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
        throw StoreFault.notAStore(path: path)
      }
      let applied = try migrator.appliedIdentifiers(db)
      let unknown = applied.subtracting(Migration.all.map(\.name))
      guard unknown.isEmpty else {
        throw StoreFault.newerSchema(path: path, unknown: unknown.sorted())
      }
      return try migrator.hasCompletedMigrations(db) ? nil : applied.count
    }
  }

  /// Runs a read, giving its statement's name to whatever SQLite says.
  func reading<T>(_ name: String, _ body: (Database) throws -> T) throws(StoreFault) -> T {
    do { return try database.read(body) } catch { throw .wrap(error, in: name) }
  }

  /// Runs a transaction, giving its name to whatever SQLite says; all of it is kept or nothing.
  @discardableResult
  func writing<T>(_ name: String, _ body: (Database) throws -> T) throws(StoreFault) -> T {
    do { return try database.write(body) } catch { throw .wrap(error, in: name) }
  }
}
