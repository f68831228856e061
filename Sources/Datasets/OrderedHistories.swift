import Tensors

/// The eligible users of a data set by ascending id, their items as ranks in ascending id order, so
/// that a split depends on what the data say and not on the order they came in.
struct OrderedHistories {
  let users: [UserID]
  /// Items of every user, as ranks. `[users, items]`
  let histories: SparseRows
  /// Time of every entry of `histories`, where the data set has them.
  let times: [Int64]?
  private let itemsByRank: [ItemID]

  /// Users with at least `minimum` items. O(entries · log of a history).
  init(_ data: Dataset, minimum: Int) {
    let ids = data.catalog.items.ids
    let order = ids.indices.sorted { ids[$0].naturallyPrecedes(ids[$1]) }
    var rank = [Int32](repeating: 0, count: ids.count)
    for (position, item) in order.enumerated() { rank[item] = Int32(position) }
    itemsByRank = order.map { ids[$0] }
    let rows = data.users.ids.indices
      .filter { data.histories.count($0) >= minimum }
      .sorted { data.users[$0].naturallyPrecedes(data.users[$1]) }
    users = rows.map { data.users[$0] }
    let renamed = data.histories.renaming(rows) { rank[Int($0)] }
    histories = SparseRows(
      columns: ids.count, offsets: renamed.offsets, indices: renamed.indices)
    times = data.times.map { times in
      rows.flatMap { row in
        (data.histories.offsets[row]..<data.histories.offsets[row + 1])
          .map { (rank[Int(data.histories.indices[$0])], times[$0]) }
          .sorted { $0.0 < $1.0 }.map(\.1)
      }
    }
  }

  var itemCount: Int { itemsByRank.count }
  func itemID(_ rank: Int) -> ItemID { itemsByRank[rank] }

  /// Entries of a user, as positions in `histories.indices`.
  func entries(_ row: Int) -> Range<Int> { histories.offsets[row]..<histories.offsets[row + 1] }

  /// Entries of a user, earliest first; equal times by item. Traps without times.
  func entriesByTime(_ row: Int) -> [Int] {
    guard let times else { preconditionFailure("split: the data set has no times") }
    return entries(row).sorted { (times[$0], $0) < (times[$1], $1) }
  }
}

/// The columns of a split: items in the order in which training users bring them in.
struct SplitColumns {
  private(set) var admitted: [Int] = []
  private var column: [Int32]

  init(of items: Int) { column = [Int32](repeating: -1, count: items) }

  /// The column of an item, a new one when it is seen for the first time.
  mutating func admit(_ item: Int) -> Int32 {
    if column[item] < 0 {
      column[item] = Int32(admitted.count)
      admitted.append(item)
    }
    return column[item]
  }

  /// The column of an item, or `nil` when no training user has it.
  subscript(item: Int32) -> Int32? { column[Int(item)] < 0 ? nil : column[Int(item)] }
}

extension SparseRows {
  /// The given rows with their columns renamed, ascending under the new names. Columns are renamed
  /// in the order of the rows and, inside a row, of the old names. O(entries), a row that stays in
  /// order is not sorted.
  func renaming(
    _ rows: [Int], _ name: (Int32) -> Int32
  ) -> (offsets: [Int], indices: [Int32]) {
    var newOffsets = [0]
    var newIndices: [Int32] = []
    newOffsets.reserveCapacity(rows.count + 1)
    newIndices.reserveCapacity(rows.reduce(0) { $0 + count($1) })
    for r in rows {
      let start = newIndices.count
      var isAscending = true
      for e in offsets[r]..<offsets[r + 1] {
        let new = name(indices[e])
        if newIndices.count > start, newIndices[newIndices.count - 1] > new { isAscending = false }
        newIndices.append(new)
      }
      if !isAscending { newIndices[start...].sort() }
      newOffsets.append(newIndices.count)
    }
    return (newOffsets, newIndices)
  }

  /// Number of columns that have an entry.
  var usedColumns: Int {
    var isUsed = [Bool](repeating: false, count: columns)
    for column in indices { isUsed[Int(column)] = true }
    return isUsed.count { $0 }
  }
}
