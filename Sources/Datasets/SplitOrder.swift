import Tensors

extension Split {
  /// The same split, every matrix with the steps that `data` has for its entries: what is shown of
  /// somebody keeps its order whatever was taken out. Traps when the split is not of the data set.
  /// O(entries · log of a history).
  func ordered(by data: Dataset) -> Split {
    guard let steps = data.histories.steps else { return self }
    let columns = items.ids.map { data.catalog.items.index(of: $0).map { Int32($0) } ?? -1 }
    func order(_ rows: SparseRows, _ users: [UserID]) -> SparseRows {
      var own = [Int32](repeating: 0, count: rows.entries)
      for (r, user) in users.enumerated() {
        guard let row = data.users.index(of: user) else {
          preconditionFailure("ordering: the data set has no user \(user.rawValue)")
        }
        for e in rows.offsets[r]..<rows.offsets[r + 1] {
          guard let entry = data.histories.entry(Int(row), columns[Int(rows.indices[e])]) else {
            preconditionFailure("ordering: \(user.rawValue) does not have an item of the split")
          }
          own[e] = steps[entry]
        }
      }
      return rows.stepped(own)
    }
    func order(_ part: FoldIn) -> FoldIn {
      FoldIn(
        users: part.users, visible: order(part.visible, part.users),
        hidden: order(part.hidden, part.users))
    }
    return Split(
      items: items, trainUsers: trainUsers, train: order(train, trainUsers.ids),
      validation: order(validation), test: order(test), kind: kind, mask: mask, leaks: leaks,
      provenance: provenance)
  }
}
