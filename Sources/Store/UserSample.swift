public import Datasets
import GRDB
public import Tensors

extension InteractionStore {
  /// Up to `count` distinct users, drawn by a key: the same store and key give the same users, in
  /// the order of the draws. Users whose neighbours were erased are a little likelier. O(count · log
  /// users).
  public func sampleUsers(_ count: Int, _ key: RandomKey) throws(StoreFault) -> [UserID] {
    try reading("sample users") { db in
      let last = try Int64.fetchOne(db, sql: "SELECT max(key) FROM user") ?? 0
      guard last > 0 else { return [] }
      // SEARCH user USING INTEGER PRIMARY KEY (rowid>?)
      let statement = try db.cachedStatement(
        sql: "SELECT key, id FROM user WHERE key >= ? ORDER BY key LIMIT 1")
      var seen: Set<Int64> = []
      var users: [UserID] = []
      // Draws repeat users of a small store; four for each wanted find nearly all of it.
      for draw in 0..<4 * count where users.count < count {
        let start = Int64(key.bits(at: draw).multipliedFullWidth(by: UInt64(last)).high) + 1
        guard let row = try Row.fetchOne(statement, arguments: [start]) else { continue }
        let (found, id): (Int64, String) = (row[0], row[1])
        if seen.insert(found).inserted { users.append(UserID(id)) }
      }
      return users
    }
  }
}
