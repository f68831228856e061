import Datasets
import Tensors
import Testing

/// The rules of strong generalisation, on planted data and on hand-made corners.
@Suite struct SplitTests {
  private static let world = PlantedConcepts(key: RandomKey(seed: 1)).data

  private func split(
    _ data: Dataset = Self.world, heldOut: HeldOut = .users(60), seed: UInt64 = 5
  ) throws -> Split {
    try Split(of: data, heldOut: heldOut, seed: seed)
  }

  @Test func `every user stands in exactly one part`() throws {
    let split = try split()
    let parts = split.trainUsers.ids + split.validation.users + split.test.users
    #expect(parts.count == 600)
    #expect(Set(parts) == Set(Self.world.users.ids))
    #expect(split.validation.users.count == 60 && split.test.users.count == 60)
  }

  @Test func `training users keep their whole history`() throws {
    let split = try split()
    for (r, user) in split.trainUsers.ids.enumerated() {
      let row = try #require(Self.world.users.index(of: user))
      let before = Set(Self.world.histories.row(row).map { Self.world.catalog.items[Int($0)] })
      #expect(Set(split.train.row(r).map { split.items[Int($0)] }) == before)
    }
  }

  @Test func `a fifth of a held-out history is hidden and none of it is visible`() throws {
    let split = try split()
    for part in [split.validation, split.test] {
      for (r, user) in part.users.enumerated() {
        let (visible, hidden) = (Set(part.visible.row(r)), Set(part.hidden.row(r)))
        #expect(visible.isDisjoint(with: hidden))
        #expect(hidden.count == Int(0.2 * Double(visible.count + hidden.count)))
        let row = try #require(Self.world.users.index(of: user))
        let known = Self.world.histories.row(row).filter {
          split.items.index(of: Self.world.catalog.items[Int($0)]) != nil
        }
        #expect(visible.count + hidden.count == known.count)
      }
    }
  }

  @Test func `the items are those of the training users, in the order they bring them in`() throws {
    let split = try split()
    var seen: [Int32] = []
    for r in 0..<split.train.rows {
      let new = split.train.row(r).filter { !seen.contains($0) }
      seen += new
    }
    // A user's row is sorted by column, so that columns appear in ascending order.
    #expect(seen == Array(0..<Int32(split.items.count)))
  }

  @Test func `the split does not depend on the order of users and items in the data`() throws {
    let world = Self.world
    let userOrder = RandomKey(seed: 8).permutation(world.users.count)
    let itemOrder = RandomKey(seed: 9).permutation(world.catalog.count)
    var newColumn = [Int32](repeating: 0, count: itemOrder.count)
    for (position, item) in itemOrder.enumerated() { newColumn[item] = Int32(position) }
    let shuffled = Dataset(
      users: Vocabulary(userOrder.map { world.users[$0] }),
      catalog: Catalog(items: Vocabulary(itemOrder.map { world.catalog.items[$0] })),
      histories: SparseRows(
        columns: itemOrder.count,
        rows: userOrder.map { world.histories.row($0).map { newColumn[Int($0)] } }))
    #expect(try split(shuffled).fingerprint == split().fingerprint)
  }

  @Test func `the same seed gives the same split and another seed another`() throws {
    #expect(try split() == split())
    #expect(try split(seed: 6).fingerprint != split().fingerprint)
    #expect(try split(seed: 6).provenance.seed == 6)
  }

  @Test func `a share of the users is rounded down`() throws {
    #expect(try split(heldOut: .share(0.1)).test.users.count == 60)
    #expect(HeldOut.share(0.1).count(of: 59) == 5)
    #expect(HeldOut.share(0.001).count(of: 59) == 1)
  }

  /// Users `u0 …` with the given items.
  private func data(_ rows: [[Int32]], items: Int) -> Dataset {
    Dataset(
      users: Vocabulary(rows.indices.map { UserID("u\($0)") }),
      catalog: Catalog(items: Vocabulary((0..<items).map { ItemID("i\($0)") })),
      histories: SparseRows(columns: items, rows: rows))
  }

  @Test func `users with fewer than five items are left out and stated`() throws {
    let split = try split(
      data([[0, 1, 2, 3, 4], [0, 1, 2, 3], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]], items: 5),
      heldOut: .users(1))
    #expect(split.provenance.users == 3 && split.provenance.positives == 15)
    let parts = split.trainUsers.ids + split.validation.users + split.test.users
    #expect(!parts.contains(UserID("u1")))
  }

  @Test func `held-out items no training user has vanish, and short users have no targets`() throws
  {
    // Everybody has items of their own and item 0, except for one of six who shares all with one.
    let rows: [[Int32]] = (0..<6).map { user in [0] + (1...5).map { Int32(5 * user + $0) } }
    let split = try split(data(rows, items: 31), heldOut: .users(2))
    #expect(split.items.count == 11)
    #expect(split.test.usersWithoutTargets == 2)
    #expect(split.test.rowsWithTargets.isEmpty)
    for r in 0..<2 { #expect(split.test.visible.count(r) == 1) }
  }

  @Test func `a held-out user nobody shares an item with disappears`() throws {
    let rows: [[Int32]] = (0..<6).map { user in (0..<5).map { Int32(5 * user + $0) } }
    let split = try split(data(rows, items: 30), heldOut: .users(1))
    #expect(split.test.users.isEmpty && split.validation.users.isEmpty)
    #expect(split.trainUsers.count == 4)
  }

  @Test func `holding out everybody is refused with the numbers`() throws {
    let rows = [[Int32]](repeating: [0, 1, 2, 3, 4], count: 4)
    #expect(throws: DatasetFault.tooFewUsers(eligible: 4, heldOut: 2, minimum: 5)) {
      try split(data(rows, items: 5), heldOut: .users(2))
    }
    #expect(throws: DatasetFault.self) { try split(data(rows, items: 5), heldOut: .users(0)) }
  }

  @Test func `the training part carries what the catalogue knows of its items`() throws {
    let split = try split()
    let training = split.trainingData(describedBy: Self.world.catalog)
    #expect(training.histories == split.train)
    let before = try #require(Self.world.catalog.attributes["genre"])
    let after = try #require(training.catalog.attributes["genre"])
    for (column, item) in split.items.ids.enumerated() {
      let row = try #require(Self.world.catalog.items.index(of: item))
      #expect(Array(after.row(column)) == Array(before.row(row)))
    }
  }
}
