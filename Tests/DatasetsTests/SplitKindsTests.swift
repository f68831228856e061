import Datasets
import Tensors
import Testing

/// The protocols beside strong generalisation: folds, global time, leave-last-out, ratio.
@Suite struct SplitKindsTests {
  /// Four users over five items; `(item, time)` of every interaction.
  private static let log: [[(item: Int32, time: Int64)]] = [
    [(0, 10), (1, 20), (2, 30), (3, 40)],
    [(0, 15), (1, 25), (2, 35), (3, 95)],
    [(1, 50), (0, 60), (2, 70), (4, 80)],
    [(3, 85), (0, 90), (1, 100)],
  ]

  private static var data: Dataset {
    let rows = log.map { $0.sorted { $0.item < $1.item } }
    return Dataset(
      users: Vocabulary(rows.indices.map { UserID("u\($0)") }),
      catalog: Catalog(items: Vocabulary((0..<5).map { ItemID("i\($0)") })),
      histories: SparseRows(columns: 5, rows: rows.map { $0.map(\.item) }),
      times: rows.flatMap { $0.map(\.time) })
  }

  private func split(_ kind: SplitKind, mask: SplitMask? = nil) throws -> Split {
    try Split(of: Self.data, SplitRecipe(kind, mask: mask, minimum: 1, seed: 3))
  }

  /// `user: item item` for every row that has entries.
  private func text(_ users: [UserID], _ rows: SparseRows, _ split: Split) -> [String] {
    users.indices.map { r in
      "\(users[r]): "
        + rows.row(r).map { split.items[Int($0)].rawValue }.sorted()
        .joined(separator: " ")
    }
  }

  @Test func `leave-last-out sets the last interaction aside and the one before`() throws {
    let split = try split(.leaveLastOut)
    #expect(
      text(split.trainUsers.ids, split.train, split)
        == ["u0: i0 i1", "u1: i0 i1", "u2: i0 i1", "u3: i3"])
    // u2's last item i4 is unknown to training; so is i2 of everybody's validation.
    #expect(
      text(split.test.users, split.test.hidden, split) == ["u0: i3", "u1: i3", "u2: ", "u3: i1"])
    #expect(split.mask == .trainAndValidation)
    #expect(text(split.test.users, split.test.visible, split).last == "u3: i0 i3")
    #expect(split.validation.users.count == 4 && split.validation.hidden.entries == 1)
    #expect(text(split.validation.users, split.validation.visible, split).last == "u3: i3")
    #expect(split.test.usersWithoutTargets == 1)
  }

  @Test func `the leaks of leave-last-out are counted`() throws {
    let leaks = try #require(try split(.leaveLastOut).leaks)
    // Training ends at 85; test events are at 40, 95, 80 and 100.
    #expect(leaks.testEvents == 4 && leaks.beforeTraining == 2 && leaks.beforeOwnTraining == 0)
    #expect(leaks.unseenItemEvents == 1 && leaks.unseenItems == 1)
    #expect(leaks.testUsers == 4 && leaks.unseenUsers == 0)
    #expect(SplitKind.leaveLastOut.warning != nil)
    #expect(SplitKind.globalTime().warning == nil)
  }

  @Test func `the mask decides what is shown of a test user`() throws {
    let split = try split(.leaveLastOut, mask: .train)
    #expect(text(split.test.users, split.test.visible, split).last == "u3: i3")
  }

  @Test func `global time cuts everybody at the same instants and leaks nothing`() throws {
    // 15 interactions: the last three are at 90, 95 and 100, the three before at 70, 80 and 85.
    let split = try split(.globalTime(validation: 0.2, test: 0.2))
    #expect(
      text(split.trainUsers.ids, split.train, split)
        == ["u0: i0 i1 i2 i3", "u1: i0 i1 i2", "u2: i0 i1"])
    #expect(text(split.test.users, split.test.hidden, split) == ["u1: i3"])
    #expect(text(split.validation.users, split.validation.hidden, split) == ["u2: i2"])
    let leaks = try #require(split.leaks)
    #expect(leaks.testEvents == 3 && leaks.beforeTraining == 0 && leaks.beforeOwnTraining == 0)
    #expect(leaks.testUsers == 2 && leaks.unseenUsers == 1)
  }

  @Test func `interactions of one instant stay on one side of a cut`() throws {
    let data = Self.data.timed([Int64](repeating: 7, count: 14) + [9])
    let split = try Split(
      of: data, SplitRecipe(.globalTime(validation: 0.2, test: 0.4), minimum: 1, seed: 1))
    #expect(split.train.entries == 14 && split.leaks?.testEvents == 1)
  }

  @Test func `a ratio by time takes the latest, a random one does not depend on time`() throws {
    let byTime = try split(.ratio(validation: 0.25, test: 0.25, order: .time))
    #expect(
      text(byTime.test.users, byTime.test.hidden, byTime) == ["u0: i3", "u1: i3", "u2: "])
    let random = SplitRecipe(.ratio(validation: 0.25, test: 0.25, order: .random), minimum: 1)
    let timeless = Dataset(
      users: Self.data.users, catalog: Self.data.catalog, histories: Self.data.histories)
    let drawn = try Split(of: timeless, random)
    #expect(drawn.train.entries == 9 && drawn.leaks?.beforeTraining == nil)
    #expect(try Split(of: timeless, random) == drawn)
    #expect(drawn.fingerprint == (try Split(of: Self.data, random).fingerprint))
  }

  @Test func `folds over users ask every user once`() throws {
    let world = PlantedConcepts(key: RandomKey(seed: 1)).data
    let splits = try (0..<5).map {
      try Split(of: world, SplitRecipe(.kFold(folds: 5, fold: $0), seed: 2))
    }
    #expect(splits.flatMap(\.test.users).count == 600)
    #expect(Set(splits.flatMap(\.test.users)) == Set(world.users.ids))
    for (fold, split) in splits.enumerated() {
      #expect(split.validation.users == splits[(fold + 1) % 5].test.users)
      #expect(split.trainUsers.count == 360)
      #expect(split.leaks?.unseenUsers == 120)
    }
  }

  @Test func `a split by time of data without times is refused`() throws {
    let timeless = Dataset(
      users: Self.data.users, catalog: Self.data.catalog, histories: Self.data.histories)
    #expect(throws: DatasetFault.noTimes("loo")) {
      try Split(of: timeless, SplitRecipe(.leaveLastOut, minimum: 1))
    }
    #expect(throws: DatasetFault.eventsWithoutTime("global-time", 15)) {
      try Split(
        of: timeless.timed([Int64](repeating: .min, count: 15)),
        SplitRecipe(.globalTime(), minimum: 1))
    }
    #expect(throws: DatasetFault.nothingToDivide("ratio", interactions: 15)) {
      try split(.ratio(validation: 0.1, test: 0.1))
    }
  }

  @Test(arguments: [
    SplitKind.strong(heldOut: .users(500), foldIn: 0.2), .strong(heldOut: .share(0.1), foldIn: 0.5),
    .kFold(folds: 5, fold: 4), .globalTime(validation: 0.05, test: 0.1), .leaveLastOut,
    .ratio(validation: 0, test: 0.2, order: .time),
  ])
  func `a kind is written in words that read back`(kind: SplitKind) {
    #expect(SplitKind("\(kind)") == kind)
    #expect(kind.complaint == nil && SplitKind.words.contains(kind.word))
  }

  @Test(arguments: [
    "", "loo last=1", "strong", "global-time valid=0.1", "ratio valid=0.1 test=0.1 order=size",
    "kfold folds=5 fold=0 fold-in=0.2 more=1", "kfold folds=5 folds=5 fold=0 fold-in=0.2",
  ])
  func `other words are no kind`(text: String) { #expect(SplitKind(text) == nil) }

  @Test(arguments: [
    SplitKind.strong(foldIn: 0), .kFold(folds: 2, fold: 0), .kFold(folds: 5, fold: 5),
    .globalTime(validation: 0.5, test: 0.5), .ratio(validation: -0.1, test: 0.2),
  ])
  func `impossible numbers are named`(kind: SplitKind) { #expect(kind.complaint != nil) }
}
