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
    guard let events = try positives(of: user, readsSessions: false) else { return nil }
    var seen: Set<ItemID> = []
    return events.reversed().compactMap { seen.insert($0.item).inserted ? $0.item : nil }.reversed()
  }

  /// Distinct positive items of a user by session, oldest first; an item stands in the session in which
  /// it first came, as in `orderedDataset`. Events without a time are of one session, before all others
  /// unless they name theirs. `nil` when the store does not know the user.
  public func sessions(of user: UserID) throws(StoreFault) -> [[ItemID]]? {
    guard let events = try positives(of: user, readsSessions: true) else { return nil }
    var seen: Set<ItemID> = []
    let firsts = events.filter { seen.insert($0.item).inserted }
    let numbers = SessionCut.numbers(times: firsts.map(\.time), sessions: firsts.map(\.session))
    var sessions = [[ItemID]](repeating: [], count: Int(numbers.max() ?? -1) + 1)
    for (event, number) in zip(firsts, numbers) { sessions[Int(number)].append(event.item) }
    return sessions
  }

  /// Positive events of a user, oldest first, those without a time (`Int64.min`) before all others.
  private func positives(
    of user: UserID, readsSessions: Bool
  ) throws(StoreFault) -> [(item: ItemID, time: Int64, session: String?)]? {
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
            SELECT item.id, event.type, event.value, event.time\(readsSessions ? ", event.session" : "")
            FROM event JOIN item ON item.key = event.item
            WHERE event.user = ?
            ORDER BY event.time, event.seq
            """),
        arguments: [key])
      return rows.compactMap { row in
        guard let rule = rules[row[1]], rule.isPositive(row[2]) else { return nil }
        let (id, time): (String, Int64?) = (row[0], row[3])
        let session: String? = readsSessions ? row[4] : nil
        return (ItemID(id), time ?? .min, session)
      }
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
