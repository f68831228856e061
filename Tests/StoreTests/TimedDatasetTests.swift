import Datasets
import Testing

@testable import Store

@Suite struct TimedDatasetTests {
  @Test func `an interaction has the time of its first positive event`() async throws {
    let store = try InteractionStore.inMemory()
    for (user, item, value, time) in [
      ("u1", "i1", 5.0, 300), ("u1", "i1", 2, 100), ("u1", "i1", 4, 200), ("u1", "i2", 5, 50),
      ("u2", "i2", 4, 70),
    ] {
      _ = try await store.record(event(user, item, "rating", value: value, time: Int64(time)))
    }
    let data = try store.timedDataset(minimumHistory: 1)
    #expect(data.times == [200, 50, 70])
    #expect(data.fingerprint == (try store.dataset(minimumHistory: 1).fingerprint))
    #expect(try store.dataset(minimumHistory: 1).times == nil)
  }

  @Test func `a pair with an event that has no time has none`() async throws {
    let store = try InteractionStore.inMemory()
    let scratch = try Scratch()
    try await scratch.ingest("user,item\na,x\nb,x\n", into: store)
    _ = try await store.record(event("b", "y", "rating", value: 5, time: 9))
    #expect(try store.timedDataset(minimumHistory: 1).times == [.min, .min, 9])
  }
}
