import GRDB

/// What can go wrong between the program and its store.
public enum StoreFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// SQLite refused a statement: its result code, its words, and which statement of ours it was.
  case sqlite(code: Int32, message: String, statement: String)
  /// There is no store at the path, and none was to be made.
  case missing(path: String)
  /// The file is something else: not SQLite, or SQLite with other tables.
  case notAStore(path: String)
  /// The store was written by a later version of the program; it knows these steps and we do not.
  case newerSchema(path: String, unknown: [String])
  /// A user's or an item's id cannot be one.
  case identifier(String)
  /// An event, a rule or a record that does not fit together.
  case invalid(String)
  /// No model record of this name, or of this name and version; and which there are.
  case noModel(String, known: [String] = [])
  /// No user of this id.
  case noUser(String)
  /// No session of this name.
  case noSession(String)
  /// Something else has the name, or has changed what was read.
  case conflict(String)
  /// One more than the store keeps.
  case tooMany(String)

  public var description: String {
    switch self {
    case .sqlite(let code, let message, let statement):
      "\(statement): SQLite \(code), \(message)"
    case .missing(let path):
      "no store at \(path); `facet ingest` makes one"
    case .notAStore(let path):
      "\(path) is not a Facet store"
    case .newerSchema(let path, let unknown):
      "\(path) was written by a newer version of Facet "
        + "(it has \(unknown.joined(separator: ", "))); update the program"
    case .identifier(let reason), .invalid(let reason), .conflict(let reason),
      .tooMany(let reason):
      reason
    case .noUser(let user):
      "no user \"\(user)\" in the store"
    case .noSession(let name):
      "no session \"\(name)\"; SESSION NEW makes one"
    case .noModel(let name, let known):
      "no model \(name) in the store"
        + (known.isEmpty ? "" : "; it has \(known.joined(separator: ", "))")
    }
  }

  /// True when the disk is full or the file cannot be written: a later attempt may succeed.
  public var isInputOutput: Bool {
    guard case .sqlite(let code, _, _) = self else { return false }
    return [5, 6, 8, 10, 13, 14].contains(code & 0xFF)  // busy, locked, read-only, I/O, full, open
  }

  /// Any error as a fault of the statement it came from.
  static func wrap(_ error: any Error, in statement: String) -> StoreFault {
    if let fault = error as? StoreFault { return fault }
    if let error = error as? DatabaseError {
      return .sqlite(
        code: error.extendedResultCode.rawValue, message: error.message ?? "no message",
        statement: statement)
    }
    return .sqlite(code: 1, message: String(describing: error), statement: statement)
  }
}
