import Datasets
import Tensors
import Testing

@Suite struct SequencesTests {
  /// Two people: sessions {3, 5}, {1}, {4} and nothing; then one of items 0 and 2.
  private let histories = SparseRows(
    columns: 6, offsets: [0, 4, 4, 6], indices: [1, 3, 4, 5, 0, 2],
    steps: [2, 0, 7, 0, 4, 4])

  @Test func `sessions come oldest first, gaps in their numbers closed`() {
    let sequences = Batch(histories).sequences()
    #expect(sequences.offsets == [0, 3, 3, 4] && sequences.count == 3)
    #expect((0..<4).map { Array(sequences.bags.row($0)) } == [[3, 5], [1], [4], [0, 2]])
    #expect(sequences.length(0) == 3 && sequences.length(1) == 0)
  }

  @Test func `a window keeps the last sessions`() {
    let sequences = Batch(histories).sequences(window: 2)
    #expect(sequences.offsets == [0, 2, 2, 3])
    #expect((0..<3).map { Array(sequences.bags.row($0)) } == [[1], [4], [0, 2]])
  }

  @Test func `weights go with their items, and a history without order is one session`() {
    let weighted = SparseRows(
      columns: 6, offsets: [0, 3], indices: [1, 3, 4], values: [0.5, 2, -1], steps: [1, 0, 1])
    let sequences = Sequences(weighted)
    #expect(sequences.bags.values == [2, 0.5, -1] && sequences.bags.indices == [3, 1, 4])
    let bag = Sequences(weighted.stepped(nil))
    #expect(bag.offsets == [0, 1] && bag.bags.row(0) == [1, 3, 4])
  }

  @Test func `an item stands in the first session that has it`() {
    let rows = SparseRows(columns: 4, sessions: [[[2, 0], [0, 1]], []])
    #expect(rows.indices == [0, 1, 2] && rows.steps == [0, 1, 0] && rows.rows == 2)
  }

  @Test func `rows keep their order when they are taken, stacked and renamed`() {
    #expect(histories.selecting([2, 0]).steps == [4, 4, 2, 0, 7, 0])
    let bare = SparseRows(columns: 6, rows: [[5]])
    #expect(SparseRows(stacking: [histories, bare], columns: 6).steps?.last == 0)
    #expect(SparseRows(stacking: [bare, bare], columns: 6).steps == nil)
    let renamed = histories.renamingColumns(to: 4) { $0 == 3 ? nil : 5 - min($0, 5) }
    #expect(renamed.row(0) == [0, 1, 4] && renamed.steps?.prefix(3) == [0, 7, 2])
  }

  @Test func `a session ends with its id or after half an hour`() {
    let minute: Int64 = 60_000
    let times = [0, 10, 41, 35, 200, 205].map { $0 * minute }
    // Three without an id by time: 0, 10 and 35 within half an hour of each other, 200 alone.
    #expect(
      SessionCut.numbers(times: times, sessions: [nil, nil, "a", nil, nil, "a"])
        == [0, 0, 1, 0, 2, 1])
    #expect(SessionCut.numbers(times: [0, SessionCut.gap], sessions: [nil, nil]) == [0, 0])
    #expect(SessionCut.numbers(times: [0, SessionCut.gap + 1], sessions: [nil, nil]) == [0, 1])
    // Without a time: before all others, and far from them.
    #expect(SessionCut.numbers(times: [5, .min, .min], sessions: [nil, nil, nil]) == [1, 0, 0])
    #expect(SessionCut.numbers(times: [], sessions: []) == [])
  }

  @Test(arguments: [SplitKind.leaveLastOut, .strong(heldOut: .users(2)), .globalTime()])
  func `every part of a split keeps the order of its data`(_ kind: SplitKind) throws {
    let data = try Self.data()
    let split = try Split(of: data, SplitRecipe(kind, minimum: 2, seed: 3))
    let bare = try Split(
      of: data.timed(try #require(data.times)).unordered, SplitRecipe(kind, minimum: 2, seed: 3))
    #expect(split.fingerprint == bare.fingerprint && bare.train.steps == nil)
    let parts = [
      (split.train, split.trainUsers.ids), (split.validation.visible, split.validation.users),
      (split.test.visible, split.test.users), (split.test.hidden, split.test.users),
    ]
    for (rows, users) in parts {
      let steps = try #require(rows.steps)
      for (r, user) in users.enumerated() {
        let row = try #require(data.users.index(of: user))
        for e in rows.offsets[r]..<rows.offsets[r + 1] {
          let item = try #require(
            data.catalog.items.index(of: split.items[Int(rows.indices[e])]))
          let entry = try #require(data.histories.entry(row, Int32(item)))
          #expect(steps[e] == data.histories.steps?[entry])
        }
      }
    }
  }

  @Test func `interactions without a time have no order`() throws {
    let data = try Self.data()
    var times = try #require(data.times)
    times[3] = .min
    #expect(throws: DatasetFault.withoutOrder(1, of: times.count)) {
      _ = try data.timed(times).ordered([String?](repeating: nil, count: times.count))
    }
  }

  /// Ten people with six of eight items each, an hour apart in an order of their own.
  private static func data() throws -> Dataset {
    let key = RandomKey(seed: 9)
    let rows = (0..<10).map { user in
      key.child(user).permutation(8).prefix(6).map { Int32($0) }.sorted()
    }
    let histories = SparseRows(columns: 8, rows: rows)
    let times = (0..<10).flatMap { user in
      key.child("time").child(user).permutation(6).map { Int64($0) * 3_600_000 + Int64(user) }
    }
    let data = Dataset(
      users: Vocabulary((0..<10).map { UserID("u\($0)") }),
      catalog: Catalog(items: Vocabulary((0..<8).map { ItemID("i\($0)") })), histories: histories)
    return try data.timed(times).ordered([String?](repeating: nil, count: times.count))
  }
}

extension Dataset {
  /// The same data without an order.
  fileprivate var unordered: Dataset {
    Dataset(
      users: users, catalog: catalog, histories: histories.stepped(nil),
      userAttributes: userAttributes, times: times)
  }
}
