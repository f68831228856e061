import Datasets
import Foundation
import Tensors
import Testing

@testable import Store

/// What is read back: histories, data sets, attributes.
@Suite struct HistoriesTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func `a history is the positive items, oldest first, each once`() async throws {
    let store = try InteractionStore.inMemory()
    for (item, value, time) in [("x", 5.0, 30), ("y", 4, 10), ("z", 2, 20), ("y", 5, 40)] {
      _ = try await store.record(event("a", item, "rating", value: value, time: Int64(time)))
    }
    _ = try await store.record(event("a", "w", "dislike", time: 50))
    #expect(try store.history(of: UserID("a")) == [ItemID("x"), ItemID("y")])
    #expect(try store.history(of: UserID("nobody")) == nil)
    try store.setRules([EventRule(type: "rating", .below, 3)])
    #expect(try store.history(of: UserID("a")) == [ItemID("z")])
  }

  @Test func `a data set does not depend on the order of arrival`() async throws {
    let rows = ["u2,10", "u10,9", "u2,9", "u10,100", "u1,b", "u2,a", "u10,10", "u1,9", "u2,10"]
    var sets: [Dataset] = []
    for order in [rows, rows.reversed(), rows.sorted()] {
      let store = try InteractionStore.inMemory()
      try await scratch.ingest(
        "user,item\n" + order.joined(separator: "\n") + "\n", into: store)
      try await scratch.ingest("item,genre\n9,drama\n100,comedy|drama\n", as: "i.csv", into: store)
      sets.append(try store.dataset(minimumHistory: 3))
    }
    #expect(Set(sets.map(\.fingerprint)).count == 1)
    let set = sets[0]
    #expect(set.users.ids.map(\.rawValue) == ["u10", "u2"])
    #expect(set.catalog.items.ids.map(\.rawValue) == ["9", "10", "100", "a"])
    #expect(set.histories.row(0).map { $0 } == [0, 1, 2])
    #expect(set.histories.row(1).map { $0 } == [0, 1, 3])
    #expect(sets.allSatisfy { $0.catalog == set.catalog })
    #expect(set.catalog.attributes["genre"]?.row(2).map(\.text) == ["comedy", "drama"])
    #expect(set.catalog.attributes["genre"]?.coverage == 0.5)
  }

  @Test func `an empty store has an empty data set`() throws {
    let set = try InteractionStore.inMemory().dataset(minimumHistory: 0)
    #expect(set.users.count == 0)
    #expect(set.catalog.count == 0)
  }

  @Test func `attributes are replaced by a newer file and numbers stay numbers`() async throws {
    let store = try InteractionStore.inMemory()
    try await scratch.ingest("item,price,kind\nx,1,a|b\n", as: "i.csv", into: store)
    let second = try await scratch.ingest("item,price,kind\nx,2,b\n", as: "i.csv", into: store)
    #expect(second.counts.accepted == 1)
    let table = try store.catalog(for: [ItemID("x"), ItemID("unknown")]).attributes
    #expect(table["price"]?.row(0).map { $0 } == [.number(2)])
    #expect(table["kind"]?.row(0).map { $0 } == [.word("b")])
    #expect(table["kind"]?.row(1).isEmpty == true)
  }
}
