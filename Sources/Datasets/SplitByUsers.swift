public import Tensors

/// Splits that hold users out: strong generalisation and folds over users.
///
/// Users with fewer than `minimum` items are left out, the others are shuffled. A held-out user with
/// at least `minimum` training items hides `floor(foldIn · n)` of them, drawn uniformly; one with
/// fewer hides none, and one with none at all disappears. Users and items are taken by ascending id
/// and every draw belongs to a user's id, so the split depends on what the data says and not on the
/// order it came in.
extension Split {
  /// Strong generalisation with a key: of the shuffled users the last `heldOut` are test users, as
  /// many before them validation users. Throws when they would leave nobody to learn from.
  /// O(entries).
  public init(
    of data: Dataset, heldOut: HeldOut, foldIn: Double = 0.2, minimum: Int = 5, key: RandomKey
  ) throws(DatasetFault) {
    try self.init(
      OrderedHistories(data, minimum: minimum), of: data, .strong(heldOut: heldOut, foldIn: foldIn),
      minimum: minimum, key: key)
  }

  /// Strong generalisation with the key of a run's seed, which is recorded.
  public init(
    of data: Dataset, heldOut: HeldOut, foldIn: Double = 0.2, minimum: Int = 5, seed: UInt64
  ) throws(DatasetFault) {
    try self.init(
      of: data,
      SplitRecipe(.strong(heldOut: heldOut, foldIn: foldIn), minimum: minimum, seed: seed))
  }

  /// Users held out by `kind`, which is strong or a fold.
  init(
    _ source: OrderedHistories, of data: Dataset, _ kind: SplitKind, minimum: Int, key: RandomKey
  ) throws(DatasetFault) {
    let users = source.users.count
    let shuffled = key.child("users").permutation(users)
    let trainRows: [Int]
    let validationRows: [Int]
    let testRows: [Int]
    let share: Double
    switch kind {
    case .strong(let heldOut, let foldIn):
      let held = heldOut.count(of: users)
      guard held > 0, 2 * held < users else {
        throw DatasetFault.tooFewUsers(eligible: users, heldOut: held, minimum: minimum)
      }
      trainRows = shuffled[..<(users - 2 * held)].sorted()
      validationRows = shuffled[(users - 2 * held)..<(users - held)].sorted()
      testRows = shuffled[(users - held)...].sorted()
      share = foldIn
    case .kFold(let folds, let fold, let foldIn):
      guard folds <= users else {
        throw DatasetFault.tooFewUsers(eligible: users, heldOut: folds, minimum: minimum)
      }
      func rows(_ fold: Int) -> [Int] {
        shuffled[(users * fold / folds)..<(users * (fold + 1) / folds)].sorted()
      }
      testRows = rows(fold)
      validationRows = rows((fold + 1) % folds)
      trainRows = (0..<folds).filter { $0 != fold && $0 != (fold + 1) % folds }
        .flatMap(rows).sorted()
      share = foldIn
    case .globalTime, .leaveLastOut, .ratio:
      preconditionFailure("split: \(kind) holds no users out")
    }

    var columns = SplitColumns(of: source.itemCount)
    var parts = [SplitPart](repeating: .shown, count: source.histories.entries)
    for row in trainRows { for e in source.entries(row) { parts[e] = .train } }
    let train = source.histories.renaming(trainRows) { columns.admit(Int($0)) }
    let fold = key.child("fold")
    let validation = columns.fold(
      source, validationRows, share: share, minimum: minimum, key: fold
    ) { parts[$0] = .validation }
    let test = columns.fold(
      source, testRows, share: share, minimum: minimum, key: fold
    ) { parts[$0] = .test }
    self.init(
      items: Vocabulary(columns.admitted.map { source.itemID($0) }),
      trainUsers: Vocabulary(trainRows.map { source.users[$0] }),
      train: SparseRows(
        columns: columns.admitted.count, offsets: train.offsets, indices: train.indices),
      validation: validation, test: test, kind: kind,
      leaks: LeakReport(source, parts: parts),
      provenance: SplitProvenance(
        source: data.fingerprint, users: users, positives: source.histories.entries,
        allItems: source.histories.usedColumns, heldOut: testRows.count, minimum: minimum))
  }
}

extension SplitColumns {
  /// Divides the histories of held-out users into what is shown and what is hidden, and tells the
  /// entries that are hidden. Items that no training user has are dropped first, and told as hidden.
  fileprivate func fold(
    _ source: OrderedHistories, _ rows: [Int], share: Double, minimum: Int, key: RandomKey,
    hides: (Int) -> Void
  ) -> FoldIn {
    var users: [UserID] = []
    var visible: [[Int32]] = []
    var hidden: [[Int32]] = []
    for row in rows {
      let known = source.entries(row).compactMap { entry -> (entry: Int, column: Int32)? in
        guard let column = self[source.histories.indices[entry]] else {
          hides(entry)
          return nil
        }
        return (entry, column)
      }
      guard !known.isEmpty else { continue }
      let user = source.users[row]
      let count = known.count < minimum ? 0 : Int(share * Double(known.count))
      let order = key.child(user.rawValue).permutation(known.count)
      users.append(user)
      for place in order[..<count] { hides(known[place].entry) }
      hidden.append(order[..<count].map { known[$0].column })
      visible.append(order[count...].map { known[$0].column })
    }
    return FoldIn(
      users: users, visible: SparseRows(columns: admitted.count, rows: visible),
      hidden: SparseRows(columns: admitted.count, rows: hidden))
  }
}
