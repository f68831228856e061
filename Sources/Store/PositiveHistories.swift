import Datasets
import GRDB
import Tensors

/// What a data set takes from the log: who has which positive items. Everything else about users
/// and items is read when it is wanted.
struct PositiveHistories: Equatable {
  /// Ids and keys of the users, in the natural order of the ids.
  var users: [String]
  var userKeys: [Int64]
  /// Ids and keys of the items, in the natural order of the ids.
  var items: [String]
  var itemKeys: [Int64]
  /// `[users, items]`
  var rows: SparseRows
}

extension PositiveHistories {
  /// Histories out of the log up to `state.last`, of users with at least `minimumHistory` distinct
  /// positive items. One pass in short transactions; 8 bytes a positive event while it runs.
  init(_ database: any DatabaseReader, _ state: LogState, minimumHistory: Int) throws {
    let isPositive = PositiveTest(state.types)
    var pairUsers: [Int32] = []
    var pairItems: [Int32] = []
    try EventScan(database, upTo: state.last).forEach { row in
      guard isPositive(row) else { return }
      pairUsers.append(Int32(row.user))
      pairItems.append(Int32(row.item))
    }
    let grouped = PairGroups(rows: pairUsers, columns: pairItems)
    var isUsed = [Bool](repeating: false, count: Int(pairItems.max() ?? -1) + 1)
    pairUsers = []
    pairItems = []
    let kept = grouped.rows.filter {
      !grouped[$0].isEmpty && grouped[$0].count >= minimumHistory
    }
    for user in kept { for item in grouped[user] { isUsed[Int(item)] = true } }
    let users = try Self.ordered(kept, named: "user", database)
    let items = try Self.ordered(isUsed.indices.filter { isUsed[$0] }, named: "item", database)

    var column = [Int32](repeating: -1, count: isUsed.count)
    for (index, item) in items.enumerated() { column[item.key] = Int32(index) }
    var offsets = [0]
    offsets.reserveCapacity(users.count + 1)
    for user in users { offsets.append(offsets[offsets.count - 1] + grouped[user.key].count) }
    var indices: [Int32] = []
    indices.reserveCapacity(offsets[users.count])
    for user in users {
      let start = indices.count
      for item in grouped[user.key] { indices.append(column[Int(item)]) }
      indices[start...].sort()
    }
    self.init(
      users: users.map(\.id.rawValue), userKeys: users.map { Int64($0.key) },
      items: items.map(\.id.rawValue), itemKeys: items.map { Int64($0.key) },
      rows: SparseRows(columns: items.count, offsets: offsets, indices: indices))
  }

  /// The rows of `table` with the given keys, in the natural order of their ids.
  private static func ordered(
    _ keys: [Int], named table: String, _ database: any DatabaseReader
  ) throws -> [(key: Int, id: ItemID)] {
    let ids = try database.read { db in
      var ids: [String] = []
      let statement = try RawStatement(
        db, "SELECT key, id FROM \(table) ORDER BY key", named: "read \(table) ids")
      defer { statement.reset() }
      while try statement.step() {
        let key = Int(statement.integer(0))
        while ids.count < key { ids.append("") }
        ids.append(statement.text(1))
      }
      return ids
    }
    return keys.map { ($0, ItemID(ids[$0])) }.sorted { $0.id.naturallyPrecedes($1.id) }
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
