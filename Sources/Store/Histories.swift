public import Datasets
import GRDB

/// From the log to what a model learns from: positive histories over a vocabulary.
extension InteractionStore {
  /// The data set of all users with at least `minimumHistory` distinct positive items, and of all
  /// items that are positive for one of them, with their attributes.
  ///
  /// Users and items stand in the natural order of their ids, so the data set does not depend on
  /// the order in which events arrived. One pass over the log in short transactions; memory is 8
  /// bytes per positive event. Events that arrive meanwhile are not in it.
  public func dataset(minimumHistory: Int) throws(StoreFault) -> Dataset {
    do {
      let state = try database.read { try LogState($0) }
      return try makeDataset(
        PositiveHistories(database, state, minimumHistory: minimumHistory))
    } catch { throw .wrap(error, in: "build data set") }
  }

  /// The same data set, read from a cache beside the store when the log and its rules have not
  /// changed since it was last made, and otherwise made from the log and cached. Attributes are
  /// never cached.
  ///
  /// A cache that is damaged or cannot be written costs the time to make the data set, nothing
  /// else. A store in memory has none.
  public func cachedDataset(minimumHistory: Int) throws(StoreFault) -> Dataset {
    do {
      let state = try database.read { try LogState($0) }
      let cache = HistoryCache(storePath: path, minimumHistory: minimumHistory)
      let key = state.key(minimumHistory: minimumHistory)
      if let cached = cache?.read(key: key) { return try makeDataset(cached) }
      let positive = try PositiveHistories(database, state, minimumHistory: minimumHistory)
      cache?.write(positive, key: key)
      return try makeDataset(positive)
    } catch { throw .wrap(error, in: "build data set") }
  }

  /// Distinct positive items of a user, oldest first; an item counts at its latest positive event,
  /// and events without a time come first. `nil` when the store does not know the user.
  public func history(of user: UserID) throws(StoreFault) -> [ItemID]? {
    try reading("read history") { db in
      let key = try Int64.fetchOne(
        db.cachedStatement(sql: "SELECT key FROM user WHERE id = ?"), arguments: [user.rawValue])
      guard let key else { return nil }
      let rules = Dictionary(
        try EventTypes.load(db).map { ($0.key, $0.rule) }, uniquingKeysWith: { $1 })
      // SEARCH event USING INDEX event_identity (user=?); SEARCH item USING INTEGER PRIMARY KEY
      let rows = try Row.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT item.id, event.type, event.value
            FROM event JOIN item ON item.key = event.item
            WHERE event.user = ?
            ORDER BY event.time, event.seq
            """),
        arguments: [key])
      var seen: Set<String> = []
      var newestFirst: [ItemID] = []
      for row in rows.reversed() {
        let id: String = row[0]
        guard let rule = rules[row[1]], rule.isPositive(row[2]), seen.insert(id).inserted else {
          continue
        }
        newestFirst.append(ItemID(id))
      }
      return newestFirst.reversed()
    }
  }

  private func makeDataset(_ positive: PositiveHistories) throws -> Dataset {
    let (itemAttributes, userAttributes) = try database.read { db in
      (
        try AttributeReads.table(.item, keys: positive.itemKeys, db),
        try AttributeReads.table(.user, keys: positive.userKeys, db)
      )
    }
    return Dataset(
      users: Vocabulary(positive.users.map { UserID($0) }),
      catalog: Catalog(
        items: Vocabulary(positive.items.map { ItemID($0) }), attributes: itemAttributes),
      histories: positive.rows, userAttributes: userAttributes)
  }
}
