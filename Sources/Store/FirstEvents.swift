public import Datasets
import GRDB

extension InteractionStore {
  /// The time of the first event of each item, in milliseconds since 1970-01-01 UTC, of any type and
  /// value; `nil` for an item whose events have no time or that has none. One pass over the log.
  public func firstEvents(
    of items: Vocabulary<ItemID>
  ) throws(StoreFault) -> [Int64?] {
    try reading("read first events") { db in
      var times = [Int64?](repeating: nil, count: items.count)
      // SCAN event; USE TEMP B-TREE FOR GROUP BY; SEARCH item USING INTEGER PRIMARY KEY
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT item.id, min(event.time)
          FROM event JOIN item ON item.key = event.item
          WHERE event.time IS NOT NULL
          GROUP BY event.item
          """)
      while let row = try rows.next() {
        let id: String = row[0]
        if let index = items.index(of: ItemID(id)) { times[Int(index)] = row[1] }
      }
      return times
    }
  }
}
