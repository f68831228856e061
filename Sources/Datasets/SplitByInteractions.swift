import Tensors

/// Splits that divide interactions: global time, leave-last-out, ratio. Every user is a training
/// user, and is asked for what was set aside.
///
/// A pair of user and item counts once, at its first positive event: what somebody had before the
/// cut is never a target after it. Equal times are ordered by item. Items and users that training
/// does not know cannot be ranked or fed; they are left out of the parts and counted in the leak
/// report.
extension Split {
  /// Interactions set aside by `kind`. Throws when nothing is left to learn from. O(entries · log).
  init(
    _ source: OrderedHistories, of data: Dataset, _ recipe: SplitRecipe, key: RandomKey
  ) throws(DatasetFault) {
    let parts = source.parts(recipe, key: key)
    let rows = source.users.indices.filter { row in
      source.entries(row).contains { parts[$0] == .train }
    }
    guard !rows.isEmpty, parts.contains(.test) else {
      throw DatasetFault.nothingToDivide(recipe.kind.word, interactions: parts.count)
    }
    var columns = SplitColumns(of: source.itemCount)
    var train: [[Int32]] = []
    for row in rows {
      train.append(
        source.entries(row).filter { parts[$0] == .train }
          .map { columns.admit(Int(source.histories.indices[$0])) })
    }
    let known = columns
    func part(_ hidden: SplitPart, seeing visible: [SplitPart]) -> FoldIn {
      let asked = rows.filter { row in source.entries(row).contains { parts[$0] == hidden } }
      func items(_ row: Int, _ wanted: [SplitPart]) -> [Int32] {
        source.entries(row).filter { wanted.contains(parts[$0]) }
          .compactMap { known[source.histories.indices[$0]] }
      }
      return FoldIn(
        users: asked.map { source.users[$0] },
        visible: SparseRows(
          columns: known.admitted.count, rows: asked.map { items($0, visible) }),
        hidden: SparseRows(
          columns: known.admitted.count, rows: asked.map { items($0, [hidden]) }))
    }
    let seen: [SplitPart] = recipe.mask == .train ? [.train] : [.train, .validation]
    self.init(
      items: Vocabulary(columns.admitted.map { source.itemID($0) }),
      trainUsers: Vocabulary(rows.map { source.users[$0] }),
      train: SparseRows(columns: columns.admitted.count, rows: train),
      validation: part(.validation, seeing: [.train]), test: part(.test, seeing: seen),
      kind: recipe.kind, mask: recipe.mask, leaks: LeakReport(source, parts: parts),
      provenance: SplitProvenance(
        source: data.fingerprint, users: source.users.count,
        positives: source.histories.entries, allItems: source.histories.usedColumns, heldOut: 0,
        minimum: recipe.minimum))
  }
}

extension OrderedHistories {
  /// The part of every entry.
  fileprivate func parts(_ recipe: SplitRecipe, key: RandomKey) -> [SplitPart] {
    var parts = [SplitPart](repeating: .train, count: histories.entries)
    switch recipe.kind {
    case .globalTime(let validation, let test):
      let (first, second) = cuts(validation: validation, test: test)
      guard let times else { preconditionFailure("split: the data set has no times") }
      for e in parts.indices {
        parts[e] = times[e] >= second ? .test : times[e] >= first ? .validation : .train
      }
    case .leaveLastOut:
      for row in users.indices {
        let order = entriesByTime(row)
        // Training, validation and test need one each.
        guard order.count >= 3 else { continue }
        parts[order[order.count - 1]] = .test
        parts[order[order.count - 2]] = .validation
      }
    case .ratio(let validation, let test, let order):
      for row in users.indices {
        let own = entries(row)
        let shuffled =
          order == .time
          ? entriesByTime(row)
          : key.child(users[row].rawValue).permutation(own.count).map { own.lowerBound + $0 }
        let tests = Int(test * Double(own.count))
        let validations = Int(validation * Double(own.count))
        for e in shuffled.suffix(tests) { parts[e] = .test }
        for e in shuffled.dropLast(tests).suffix(validations) { parts[e] = .validation }
      }
    case .strong, .kFold: preconditionFailure("split: \(recipe.kind) divides users")
    }
    return parts
  }

  /// Times from which on interactions are validation and test, so that the shares after them are as
  /// asked, or as close below as ties allow. O(entries · log entries).
  private func cuts(validation: Double, test: Double) -> (first: Int64, second: Int64) {
    let sorted = (times ?? []).sorted()
    func cut(_ share: Double) -> Int64 {
      let place = sorted.count - Int(share * Double(sorted.count))
      guard place < sorted.count else { return .max }
      let time = sorted[place]
      // Interactions of one instant stay together, on the earlier side.
      guard place > 0, sorted[place - 1] == time else { return time }
      return sorted[place...].first { $0 > time } ?? .max
    }
    return (cut(validation + test), cut(test))
  }
}
