import Foundation
import Testing

@testable import Store

/// Model records.
@Suite struct ModelRecordsTests {
  private let now = Date(timeIntervalSince1970: 1_700_000_000)

  @Test func `models count up, and one at a time is active`() throws {
    let store = try InteractionStore.inMemory()
    func insert(_ name: String, _ state: ModelRecord.State) throws -> ModelRecord {
      try store.insertModel(
        name: name, configuration: #"{"k":7}"#, seed: .max, fingerprint: "f",
        artifact: state == .training ? nil : "a.safetensors", state: state, created: now)
    }
    #expect(try insert("macridvae", .ready).title == "macridvae@1")
    #expect(try insert("macridvae", .ready).title == "macridvae@2")
    #expect(try insert("popularity", .ready).title == "popularity@1")
    #expect(try insert("macridvae", .training).version == 3)
    #expect(try store.activateModel("macridvae", version: 1).state == .active)
    #expect(try store.activateModel("macridvae", version: 2).state == .active)
    #expect(try store.activeModel()?.title == "macridvae@2")
    #expect(try store.model("macridvae").version == 2)
    #expect(try store.latestModel()?.title == "popularity@1")
    #expect(try store.models().map(\.state) == [.training, .ready, .active, .ready])
    #expect(throws: StoreFault.self) { try store.activateModel("macridvae", version: 3) }
    try store.finishModel(
      "macridvae", version: 3, metrics: #"{"ndcg":0.4}"#, artifact: "b", state: .ready)
    let finished = try store.model("macridvae", version: 3)
    #expect(finished.metrics == #"{"ndcg":0.4}"#)
    #expect(finished.seed == .max)
    #expect(finished.created == now)
    #expect(throws: StoreFault.noModel("ease")) { try store.model("ease") }
    #expect(throws: StoreFault.self) {
      try store.insertModel(
        name: "x", configuration: "no json", seed: 1, fingerprint: "", state: .training,
        created: now)
    }
  }
}
