import Foundation
import Store
import TestSupport
import Testing
import Training

@testable import Engine

@Suite struct ModelFolderTests {
  private let scratch: TemporaryFolder
  private let store: InteractionStore
  private let folder: ModelFolder

  init() throws {
    scratch = try TemporaryFolder()
    store = try InteractionStore(path: scratch.file("shop.db").path, ifMissing: .create)
    folder = ModelFolder(store)
  }

  private func identity(seed: Int) -> Checkpoint.Identity {
    Checkpoint.Identity(
      model: "macridvae", configuration: "{}", plan: #"{"seed":\#(seed)}"#, fingerprint: "f",
      threads: 2)
  }

  @Test func `files of models stand beside the store and are recorded relative to it`() throws {
    let record = try store.insertModel(
      name: "macridvae", configuration: "{}", seed: 1, fingerprint: "f", state: .training,
      created: Date(timeIntervalSince1970: 0))
    let file = folder.file(of: record)
    #expect(file.path == scratch.file("shop.models/macridvae-1.safetensors").path)
    #expect(folder.name(of: file) == "shop.models/macridvae-1.safetensors")
    #expect(folder.file(named: folder.name(of: file)).path == file.path)
    #expect(folder.file(named: "/elsewhere/m.safetensors").path == "/elsewhere/m.safetensors")
  }

  @Test func `every run has a checkpoint of its own`() {
    let files = [identity(seed: 1), identity(seed: 1), identity(seed: 2)]
      .map { folder.checkpoint(of: $0).lastPathComponent }
    #expect(files[0] == files[1] && files[0] != files[2])
    #expect(files[0].hasPrefix("macridvae-") && files[0].hasSuffix(".checkpoint"))
  }

  @Test func `measured values are read back`() throws {
    var metrics = ModelMetrics(validation: 0.25, bestEpoch: 7)
    metrics.test = ["ndcg@100": 0.5]
    let json = try metrics.json()
    #expect(json == #"{"bestEpoch":7,"test":{"ndcg@100":0.5},"validation":0.25}"#)
    #expect(try ModelMetrics(json: json)?.json() == json)
    #expect(ModelMetrics(json: "{}") == nil)
  }
}
