import TestSupport
import Foundation
import Store
import Testing

@testable import Engine

@Suite struct ModelLibraryTests {
  private let small: SmallStore

  init() async throws {
    small = try await SmallStore()
    try PlantedService.train(small.request, on: small.store)
  }

  private func file(version: Int) -> URL {
    small.scratch.file("store/planted.models/macridvae-\(version).safetensors")
  }

  @Test func `a model asked for by name is read from disk once`() throws {
    let library = ModelLibrary(small.store)
    #expect(try library.snapshot("macridvae").title == "macridvae@1")
    try FileManager.default.removeItem(at: file(version: 1))
    #expect(try library.snapshot("macridvae").title == "macridvae@1")
    #expect(try library.snapshot("macridvae@1").title == "macridvae@1")
    #expect(throws: Fault.self) { try ModelLibrary(small.store).snapshot("macridvae") }
  }

  @Test func `a name means the newest version as soon as there is one`() throws {
    let library = ModelLibrary(small.store)
    _ = try library.open()
    try PlantedService.train(small.request, on: small.store)
    #expect(try library.snapshot("macridvae").title == "macridvae@2")
    #expect(try library.snapshot(nil).title == "macridvae@1")
  }

  @Test func `a damaged file is refused with the reason, and the model in use stays`() async throws
  {
    try PlantedService.train(small.request, on: small.store)
    let engine = QueryEngine(version: "1", library: ModelLibrary(small.store))
    _ = try await engine.ask("MODEL USE macridvae@1")
    var bytes = try Data(contentsOf: file(version: 2))
    bytes[bytes.count - 9] ^= 1
    try bytes.write(to: file(version: 2))
    let fault = try await engine.refusal("MODEL USE macridvae@2")
    #expect(fault.code == .noModel && fault.message.contains("is damaged"))
    #expect(try await engine.ask("HELLO")["model"] == "macridvae@1")
    #expect(try small.store.activeModel()?.title == "macridvae@1")
  }

  @Test func `a store that has moved takes its models along`() throws {
    let old = small.scratch.file("store")
    let new = small.scratch.file("elsewhere")
    try FileManager.default.copyItem(at: old, to: new)
    let store = try InteractionStore(
      path: new.appendingPathComponent("planted.db").path, ifMissing: .refuse)
    #expect(try ModelLibrary(store).open().title == "macridvae@1")
  }
}
