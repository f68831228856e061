public import Tensors

/// Histories as sequences of steps: what was done in every session of some users, oldest first.
///
/// ```
/// bags      [S, M]   one row a session, user after user; values are weights
/// offsets   [B + 1]  sessions offsets[u] ..< offsets[u + 1] are those of user u
/// ```
/// Sessions are given by the log or cut where nothing happened for half an hour (`SessionCut`). An item
/// stands in the session in which somebody first had it: histories hold an item once. A history whose
/// rows have no order is one session.
public struct Sequences: Sendable, Equatable {
  public let bags: SparseRows
  public let offsets: [Int]

  /// Sessions given outright; traps when offsets and rows do not fit.
  public init(bags: SparseRows, offsets: [Int]) {
    precondition(
      offsets.first == 0 && offsets.last == bags.rows,
      "sequences: offsets run to \(offsets.last ?? -1), there are \(bags.rows) sessions")
    self.bags = bags
    self.offsets = offsets
  }

  /// The steps of histories, those without an entry left out; with a `window`, only so many of the
  /// last of every user. O(entries · log of a history).
  public init(_ histories: SparseRows, window: Int = .max) {
    var offsets = [0]
    var bagOffsets = [0]
    var indices: [Int32] = []
    var values: [Float]? = histories.values == nil ? nil : []
    for u in 0..<histories.rows {
      let entries = histories.offsets[u]..<histories.offsets[u + 1]
      // Columns stay ascending inside a step.
      let order =
        histories.steps.map { steps in entries.sorted { (steps[$0], $0) < (steps[$1], $1) } }
        ?? Array(entries)
      var starts: [Int] = []
      for (place, e) in order.enumerated() {
        let isNew =
          place == 0
          || histories.steps.map { $0[e] != $0[order[place - 1]] } ?? false
        if isNew { starts.append(place) }
      }
      let kept = starts.suffix(window)
      for (n, start) in zip(kept.indices, kept) {
        let end = n + 1 < starts.count ? starts[n + 1] : order.count
        for e in order[start..<end] {
          indices.append(histories.indices[e])
          if let own = histories.values { values?.append(own[e]) }
        }
        bagOffsets.append(indices.count)
      }
      offsets.append(bagOffsets.count - 1)
    }
    self.init(
      bags: SparseRows(
        columns: histories.columns, offsets: bagOffsets, indices: indices, values: values),
      offsets: offsets)
  }

  /// Number of users, `B`.
  public var count: Int { offsets.count - 1 }
  /// Sessions of user `u`.
  public func length(_ u: Int) -> Int { offsets[u + 1] - offsets[u] }
}

extension SparseRows {
  /// Histories out of sessions, oldest first, `[users][sessions][items]`: an item stands in the first
  /// session that has it. O(events · log).
  public init(columns: Int, sessions: [[[Int32]]]) {
    var offsets = [0]
    var indices: [Int32] = []
    var steps: [Int32] = []
    for user in sessions {
      var first: [Int32: Int32] = [:]
      for (step, session) in user.enumerated() {
        for item in session where first[item] == nil { first[item] = Int32(step) }
      }
      for (item, step) in first.sorted(by: { $0.key < $1.key }) {
        indices.append(item)
        steps.append(step)
      }
      offsets.append(indices.count)
    }
    self.init(columns: columns, offsets: offsets, indices: indices, steps: steps)
  }
}
