import Datasets
import Tensors
import Testing

@testable import Store

/// The order of histories as the store gives it, to learn from and to serve.
@Suite struct OrderedDatasetTests {
  private static let minute: Int64 = 60_000

  private func record(
    _ user: String, _ item: String, at minutes: Int64?, session: String? = nil,
    value: Double = 5, in store: InteractionStore
  ) async throws {
    _ = try await store.record(
      Event(
        user: UserID(user), item: ItemID(item), type: "rating", value: value,
        time: minutes.map { $0 * Self.minute }, session: session))
  }

  @Test func `sessions are those the log names, or cut after half an hour`() async throws {
    let store = try InteractionStore.inMemory()
    for (item, minutes) in [("b", 0), ("a", 20), ("c", 60), ("d", 61)] {
      try await record("u", item, at: Int64(minutes), in: store)
    }
    // An item that comes again stays where it first was; one that was not liked does not come.
    try await record("u", "b", at: 62, in: store)
    try await record("u", "e", at: 62, value: 1, in: store)
    for (item, session) in [("a", "late"), ("b", "early"), ("c", "late")] {
      try await record("v", item, at: session == "late" ? 9 : 1, session: session, in: store)
    }
    let data = try store.orderedDataset(minimumHistory: 1)
    #expect(data.catalog.items.ids.map(\.rawValue) == ["a", "b", "c", "d"])
    #expect(data.histories.steps == [0, 0, 1, 1, 1, 0, 1])
    #expect(data.fingerprint == (try store.dataset(minimumHistory: 1).fingerprint))
    #expect(try store.dataset(minimumHistory: 1).histories.steps == nil)
  }

  @Test func `what is served is what is learned from`() async throws {
    let store = try InteractionStore.inMemory()
    for (place, item) in ["c", "a", "d", "b", "e"].enumerated() {
      try await record("u", item, at: Int64(place * place * 10), in: store)
    }
    let sessions = try #require(try store.sessions(of: UserID("u")))
    #expect(sessions.map { $0.map(\.rawValue) } == [["c", "a", "d"], ["b"], ["e"]])
    let data = try store.orderedDataset(minimumHistory: 1)
    for (step, session) in sessions.enumerated() {
      for item in session {
        let column = try #require(data.catalog.items.index(of: item))
        #expect(data.histories.steps?[column] == Int32(step))
      }
    }
    #expect(try store.sessions(of: UserID("nobody")) == nil)
  }

  @Test func `an event without a time has no place in an order`() async throws {
    let store = try InteractionStore.inMemory()
    let scratch = try Scratch()
    try await scratch.ingest("user,item\nu,x\n", into: store)
    try await record("u", "y", at: 3, in: store)
    #expect(throws: DatasetFault.withoutOrder(1, of: 2)) {
      _ = try store.orderedDataset(minimumHistory: 1)
    }
    // Serving still answers: what has no time came first.
    let sessions = try #require(try store.sessions(of: UserID("u")))
    #expect(sessions.map { $0.map(\.rawValue) } == [["x"], ["y"]])
  }
}
