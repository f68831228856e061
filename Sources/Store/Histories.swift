public import Datasets
import GRDB
import Tensors

/// From the log to what a model learns from: positive histories over a vocabulary.
extension InteractionStore {
  /// The data set of all users with at least `minimumHistory` distinct positive items, and of all
  /// items that are positive for one of them, with their attributes.
  ///
  /// Users and items stand in the natural order of their ids, so the data set does not depend on the
  /// order in which events arrived. One pass over the log in short transactions; memory
  /// is 8 bytes per positive event. Events that arrive meanwhile are not in it.
  public func dataset(minimumHistory: Int) throws(StoreFault) -> Dataset {
    do { return try buildDataset(minimumHistory: minimumHistory) } catch {
      throw .wrap(error, in: "build data set")
    }
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

  private func buildDataset(minimumHistory: Int) throws -> Dataset {
    let isPositive = PositiveTest(try database.read { try EventTypes.load($0) })
    var pairUsers: [Int32] = []
    var pairItems: [Int32] = []
    try EventScan(database).forEach { row in
      guard isPositive(row) else { return }
      pairUsers.append(Int32(row.user))
      pairItems.append(Int32(row.item))
    }
    let grouped = PairGroups(rows: pairUsers, columns: pairItems)
    let keptUsers = grouped.rows.indices.filter {
      !grouped[$0].isEmpty && grouped[$0].count >= minimumHistory
    }
    let userNames = try names(of: "user").map { UserID($0) }
    let userKeys = keptUsers.sorted { userNames[$0].naturallyPrecedes(userNames[$1]) }
    var isUsed = [Bool](repeating: false, count: Int(pairItems.max() ?? -1) + 1)
    for user in keptUsers { for item in grouped[user] { isUsed[Int(item)] = true } }
    let itemNames = try names(of: "item").map { ItemID($0) }
    let itemKeys = isUsed.indices.filter { isUsed[$0] }
      .sorted { itemNames[$0].naturallyPrecedes(itemNames[$1]) }

    var column = [Int32](repeating: -1, count: isUsed.count)
    for (index, key) in itemKeys.enumerated() { column[key] = Int32(index) }
    let histories = SparseRows(
      columns: itemKeys.count,
      rows: userKeys.map { user in grouped[user].map { column[Int($0)] } })
    let attributes = try database.read { db in
      (
        try AttributeReads.table(.item, keys: itemKeys.map(Int64.init), db),
        try AttributeReads.table(.user, keys: userKeys.map(Int64.init), db)
      )
    }
    return Dataset(
      users: Vocabulary(userKeys.map { userNames[$0] }),
      catalog: Catalog(
        items: Vocabulary(itemKeys.map { itemNames[$0] }), attributes: attributes.0),
      histories: histories, userAttributes: attributes.1)
  }

  /// External ids by key.
  private func names(of table: String) throws -> [String] {
    try database.read { db in
      var names: [String] = []
      let statement = try RawStatement(
        db, "SELECT key, id FROM \(table) ORDER BY key", named: "read \(table) ids")
      defer { statement.reset() }
      while try statement.step() {
        let key = Int(statement.integer(0))
        while names.count < key { names.append("") }
        names.append(statement.text(1))
      }
      return names
    }
  }
}

/// Pairs grouped by row with a counting sort, each group sorted and freed of repeats.
private struct PairGroups {
  private var offsets: [Int]
  private var ends: [Int]
  private var columns: [Int32]

  init(rows pairRows: [Int32], columns pairColumns: [Int32]) {
    var counts = [Int](repeating: 0, count: Int(pairRows.max() ?? -1) + 2)
    for row in pairRows { counts[Int(row) + 1] += 1 }
    for r in counts.indices.dropFirst() { counts[r] += counts[r - 1] }
    offsets = counts
    var next = counts
    columns = [Int32](repeating: 0, count: pairColumns.count)
    for (row, column) in zip(pairRows, pairColumns) {
      columns[next[Int(row)]] = column
      next[Int(row)] += 1
    }
    ends = Array(offsets.dropFirst())
    for r in ends.indices {
      columns[offsets[r]..<ends[r]].sort()
      var end = offsets[r]
      for e in offsets[r]..<ends[r] where e == offsets[r] || columns[e] != columns[end - 1] {
        columns[end] = columns[e]
        end += 1
      }
      ends[r] = end
    }
  }

  var rows: Range<Int> { 0..<ends.count }
  subscript(row: Int) -> ArraySlice<Int32> { columns[offsets[row]..<ends[row]] }
}
