import Datasets
import GRDB

/// The state of the log that a data set is made from: where it ends, and what counts as positive.
struct LogState {
  /// Place of the last event; 0 when there is none.
  let last: Int64
  let types: [EventTypes.Stored]
  /// Which store it is, and what its last event says: a copy that went another way differs there.
  private let origin: String

  /// The state now.
  init(_ db: Database) throws {
    last = try EventScan.last(db)
    types = try EventTypes.load(db)
    let store = try String.fetchOne(db, sql: "SELECT id FROM identity") ?? ""
    let event = try Row.fetchOne(
      db, sql: "SELECT user, item, type, value, time FROM event WHERE seq = ?", arguments: [last])
    origin = "\(store) \(event?.description ?? "")"
  }

  /// What the histories of users with at least `minimumHistory` positive items depend on, as 32
  /// hexadecimal digits. Events are never changed, so the last one speaks for those before it.
  func key(minimumHistory: Int) -> String {
    var hash = Fingerprint()
    hash.add(origin)
    hash.add(Int(last))
    hash.add(minimumHistory)
    for type in types {
      hash.add(Int(type.key))
      hash.add(type.rule.type)
      hash.add(type.rule.comparison?.rawValue ?? "")
      hash.add(Int(truncatingIfNeeded: (type.rule.threshold ?? .nan).bitPattern))
      hash.add(Int(truncatingIfNeeded: type.rule.weight.bitPattern))
    }
    return hash.text
  }
}
