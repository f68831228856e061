import GRDB

/// How much is in the store.
public struct StoreCounts: Sendable, Equatable {
  public let users: Int
  public let items: Int
  public let events: Int
}

extension InteractionStore {
  /// Users, items and events. Counting events walks an index: about 10 ms a million.
  public func counts() throws(StoreFault) -> StoreCounts {
    try reading("count") { db in
      func count(_ table: String) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
      }
      return StoreCounts(
        users: try count("user"), items: try count("item"), events: try count("event"))
    }
  }
}
