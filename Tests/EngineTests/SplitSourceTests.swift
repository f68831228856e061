import Datasets
import Testing
import Training

@testable import Engine

@Suite struct SplitSourceTests {
  @Test(arguments: [
    "store held-out 0.1 minimum 5 seed 98765", "store held-out 500 minimum 1 seed 0",
    "store held-out 0.25 minimum 20 seed 18446744073709551615", "folder ml-1m/split",
    "folder a folder with blanks",
  ])
  func `a description is read back`(text: String) throws {
    #expect(try #require(SplitSource(description: text)).description == text)
  }

  @Test(arguments: [
    "", "store", "all users", "store held-out x minimum 5 seed 1",
    "store held-out 0.1 minimum 5 seed -1", "store held-out 0.1 minimum 5 seed 1 more",
  ])
  func `any other text is none`(text: String) {
    #expect(SplitSource(description: text) == nil)
  }

  @Test func `the same source gives the same split`() async throws {
    let store = try await PlantedService.shared.value.store
    let source = SplitSource.store(heldOut: .users(20), minimum: 8, seed: 3)
    let split = try source.split(store)
    #expect(split == (try source.split(store)))
    #expect(split.test.users.count == 20 && split.validation.users.count == 20)
    #expect(
      split.fingerprint
        != (try SplitSource.store(heldOut: .users(20), minimum: 8, seed: 4).split(store))
        .fingerprint)
  }

  @Test func `a folder that is not there is a fault of the split`() async throws {
    let store = try await PlantedService.shared.value.store
    #expect(throws: SplitFault.self) { try SplitSource.folder("nowhere").split(store) }
  }
}
