import Datasets
import Foundation
import GRDB
import Testing

@testable import Store

/// The cache is never seen: what is read through it is what the log says.
@Suite struct HistoryCacheTests {
  private let scratch: Scratch
  private let path: String
  private var file: String { scratch.path("facet.cache/histories-2.csr") }

  init() throws {
    scratch = try Scratch()
    path = scratch.path("facet.db")
  }

  /// A store with users and items whose natural order is neither that of arrival nor that of words.
  private func filled(_ seed: Int = 7) async throws -> InteractionStore {
    let store = try InteractionStore(path: path, ifMissing: .create)
    let rows = (0..<600).map { row in
      let user = (row * seed) % 41
      return
        "\(user % 5 == 0 ? "Zoë-\(user)" : "\(user)"),i\((row * row + seed) % 53),\(row % 5 + 1)\n"
    }
    try await scratch.ingest("user,item,rating\n" + rows.joined(), into: store)
    try await scratch.ingest("item,genre\ni1,drama\ni4,comedy|drama\n", as: "i.csv", into: store)
    try await scratch.ingest("user,age\n1,30\n", as: "u.csv", into: store)
    return store
  }

  private func expectSame(_ a: Dataset, _ b: Dataset) {
    #expect(a.users == b.users)
    #expect(a.catalog == b.catalog)
    #expect(a.histories == b.histories)
    #expect(a.userAttributes == b.userAttributes)
    #expect(a.fingerprint == b.fingerprint)
  }

  @Test func `a cached data set is the one made from the log`() async throws {
    let store = try await filled()
    let made = try store.dataset(minimumHistory: 2)
    #expect(!FileManager.default.fileExists(atPath: file))
    try expectSame(store.cachedDataset(minimumHistory: 2), made)
    #expect(FileManager.default.fileExists(atPath: file))
    try expectSame(store.cachedDataset(minimumHistory: 2), made)
    let again = try InteractionStore(path: path, ifMissing: .refuse)
    try expectSame(again.cachedDataset(minimumHistory: 2), made)
    try expectSame(store.cachedDataset(minimumHistory: 9), store.dataset(minimumHistory: 9))
  }

  @Test func `the cache itself is read, not the log`() async throws {
    let store = try await filled()
    _ = try store.cachedDataset(minimumHistory: 2)
    let state = try await store.database.read { try LogState($0) }
    let cache = try #require(HistoryCache(storePath: path, minimumHistory: 2))
    let key = state.key(minimumHistory: 2)
    var histories = try #require(cache.read(key: key))
    try expectEqual(histories, PositiveHistories(store.database, state, minimumHistory: 2))
    histories.users[0] = "somebody else"
    cache.write(histories, key: key)
    #expect(try store.cachedDataset(minimumHistory: 2).users[0] == UserID("somebody else"))
  }

  private func expectEqual(_ a: PositiveHistories, _ b: PositiveHistories) { #expect(a == b) }

  @Test func `events, rules and attributes that come later are seen`() async throws {
    let store = try await filled()
    _ = try store.cachedDataset(minimumHistory: 2)
    _ = try await store.record(event("1", "new", "rating", value: 5))
    let grown = try store.cachedDataset(minimumHistory: 2)
    #expect(grown.catalog.items.index(of: ItemID("new")) != nil)
    try expectSame(grown, store.dataset(minimumHistory: 2))
    try store.setRules([EventRule(type: "rating", .atLeast, 5)])
    try expectSame(store.cachedDataset(minimumHistory: 2), store.dataset(minimumHistory: 2))
    try await scratch.ingest("item,genre\ni1,horror\n", as: "i.csv", into: store)
    try expectSame(store.cachedDataset(minimumHistory: 2), store.dataset(minimumHistory: 2))
  }

  @Test func `another store in the same place does not read it`() async throws {
    var store: InteractionStore? = try await filled()
    let first = try #require(try store?.cachedDataset(minimumHistory: 2))
    store = nil
    for end in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path + end)  // two of them may be gone already
    }
    let second = try await filled(11)
    let made = try second.dataset(minimumHistory: 2)
    #expect(made.fingerprint != first.fingerprint)
    try expectSame(second.cachedDataset(minimumHistory: 2), made)
  }

  @Test func `a damaged cache is made anew`() async throws {
    let store = try await filled()
    let made = try store.cachedDataset(minimumHistory: 2)
    let whole = try Data(contentsOf: URL(fileURLWithPath: file))
    var damaged: [Data] = [0, 7, 40, 72, whole.count / 2, whole.count - 1].map { whole.prefix($0) }
    damaged.append(whole + Data([0]))
    for place in stride(from: 0, to: whole.count, by: whole.count / 40) {
      var copy = whole
      copy[place] ^= 0x10
      damaged.append(copy)
    }
    for data in damaged {
      try data.write(to: URL(fileURLWithPath: file))
      #expect(try store.cachedDataset(minimumHistory: 2).fingerprint == made.fingerprint)
      #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == whole)
    }
  }

  @Test func `without a folder for it there is no cache and no fault`() async throws {
    let store = try await filled()
    _ = try scratch.file("facet.cache", "a file where the folder would be")
    try expectSame(store.cachedDataset(minimumHistory: 2), store.dataset(minimumHistory: 2))
    #expect(HistoryCache(storePath: ":memory:", minimumHistory: 2) == nil)
    let empty = try InteractionStore(path: scratch.path("empty.db"), ifMissing: .create)
    #expect(try empty.cachedDataset(minimumHistory: 0).users.count == 0)
    #expect(try empty.cachedDataset(minimumHistory: 0).users.count == 0)
  }
}
