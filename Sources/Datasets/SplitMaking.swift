public import Tensors

/// How many users are held out for validation, and as many again for test.
public enum HeldOut: Sendable, Equatable {
  case users(Int)
  /// A share of all users, rounded down but at least one.
  case share(Double)

  /// The number for a population of `users`.
  public func count(of users: Int) -> Int {
    switch self {
    case .users(let count): return count
    case .share(let share): return max(1, Int(share * Double(users)))
    }
  }
}

extension StrongGeneralization {
  /// Divides a data set.
  ///
  /// Users with fewer than `minimum` items are left out. The others are shuffled; the last
  /// `heldOut` are test users, as many before them validation users. A held-out user with at least
  /// `minimum` training items hides `floor(foldIn · n)` of them, drawn uniformly; one with fewer
  /// hides none, and one with none at all disappears. Users and items are taken by ascending id and
  /// every draw belongs to a user's id, so the split depends on what the data says and not on the
  /// order it came in.
  ///
  /// Throws when the held-out users would leave nobody to learn from. O(entries).
  public init(
    of data: Dataset, heldOut: HeldOut, foldIn: Double = 0.2, minimum: Int = 5, key: RandomKey
  ) throws(DatasetFault) {
    precondition(foldIn > 0 && foldIn < 1, "split: a share of \(foldIn) cannot be hidden")
    let source = SplitSource(data, minimum: minimum)
    let users = source.users.count
    let held = heldOut.count(of: users)
    guard held > 0, 2 * held < users else {
      throw DatasetFault.tooFewUsers(eligible: users, heldOut: held, minimum: minimum)
    }
    let shuffled = key.child("users").permutation(users)
    let trainRows = shuffled[..<(users - 2 * held)].sorted()
    let validationRows = shuffled[(users - 2 * held)..<(users - held)].sorted()
    let testRows = shuffled[(users - held)...].sorted()

    var columns = SplitColumns(of: source.itemCount)
    let train = source.histories.renaming(trainRows) { columns.admit(Int($0)) }
    func fold(_ rows: [Int]) -> FoldIn {
      columns.fold(source, rows, share: foldIn, minimum: minimum, key: key.child("fold"))
    }
    self.init(
      items: Vocabulary(columns.admitted.map { source.itemID($0) }),
      trainUsers: Vocabulary(trainRows.map { source.users[$0] }),
      train: SparseRows(
        columns: columns.admitted.count, offsets: train.offsets, indices: train.indices),
      validation: fold(validationRows),
      test: fold(testRows),
      provenance: SplitProvenance(
        source: data.fingerprint, users: users,
        positives: source.histories.entries, allItems: source.histories.usedColumns, heldOut: held,
        minimum: minimum))
  }

  /// Divides a data set with the key of a run's seed, and records the seed.
  public init(
    of data: Dataset, heldOut: HeldOut, foldIn: Double = 0.2, minimum: Int = 5, seed: UInt64
  ) throws(DatasetFault) {
    let split = try StrongGeneralization(
      of: data, heldOut: heldOut, foldIn: foldIn, minimum: minimum,
      key: RandomKey(seed: seed).child("split"))
    var provenance = split.provenance
    provenance.seed = seed
    self.init(
      items: split.items, trainUsers: split.trainUsers, train: split.train,
      validation: split.validation, test: split.test, provenance: provenance)
  }
}

/// The eligible users of a data set by ascending id, their items as ranks in ascending id order.
private struct SplitSource {
  let users: [UserID]
  /// Items of every user, as ranks.
  let histories: SparseRows
  private let itemsByRank: [ItemID]

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
  }

  var itemCount: Int { itemsByRank.count }
  func itemID(_ rank: Int) -> ItemID { itemsByRank[rank] }
}

/// The columns of a split: items in the order in which training users bring them in.
private struct SplitColumns {
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

  /// Divides the histories of held-out users into what is shown and what is hidden.
  func fold(
    _ source: SplitSource, _ rows: [Int], share: Double, minimum: Int, key: RandomKey
  ) -> FoldIn {
    var users: [UserID] = []
    var visible: [[Int32]] = []
    var hidden: [[Int32]] = []
    for row in rows {
      let known = source.histories.row(row).map { column[Int($0)] }.filter { $0 >= 0 }
      guard !known.isEmpty else { continue }
      let user = source.users[row]
      let count = known.count < minimum ? 0 : Int(share * Double(known.count))
      let order = key.child(user.rawValue).permutation(known.count)
      users.append(user)
      hidden.append(order[..<count].map { known[$0] })
      visible.append(order[count...].map { known[$0] })
    }
    return FoldIn(
      users: users, visible: SparseRows(columns: admitted.count, rows: visible),
      hidden: SparseRows(columns: admitted.count, rows: hidden))
  }
}

extension SparseRows {
  /// The given rows with their columns renamed, ascending under the new names. Columns are renamed
  /// in the order of the rows and, inside a row, of the old names. O(entries), a row that stays in
  /// order is not sorted.
  fileprivate func renaming(
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
  fileprivate var usedColumns: Int {
    var isUsed = [Bool](repeating: false, count: columns)
    for column in indices { isUsed[Int(column)] = true }
    return isUsed.count { $0 }
  }
}
