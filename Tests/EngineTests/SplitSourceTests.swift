import Datasets
import Tensors
import Testing
import Training

@testable import Engine

@Suite struct SplitSourceTests {
  @Test(arguments: [
    "store held-out 0.1 minimum 5 seed 98765", "store held-out 500 minimum 1 seed 0",
    "store held-out 0.25 minimum 20 seed 18446744073709551615", "folder ml-1m/split",
    "folder a folder with blanks", "store loo mask train minimum 5 seed 1",
    "store global-time valid=0.1 test=0.2 mask train+valid minimum 1 seed 7",
    "store kfold folds=5 fold=2 fold-in=0.2 mask train minimum 5 seed 98765",
  ])
  func `a description is read back`(text: String) throws {
    #expect(try #require(SplitSource(description: text)).description == text)
  }

  @Test(arguments: [
    "", "store", "all users", "store held-out x minimum 5 seed 1",
    "store held-out 0.1 minimum 5 seed -1", "store held-out 0.1 minimum 5 seed 1 more",
    "store loo minimum 5 seed 1", "store loo mask all minimum 5 seed 1",
    "store last mask train minimum 5 seed 1",
  ])
  func `any other text is none`(text: String) {
    #expect(SplitSource(description: text) == nil)
  }

  @Test func `the same source gives the same split`() async throws {
    let store = try await PlantedService.shared.value.store
    let source = SplitSource.store(heldOut: .users(20), minimum: 8, seed: 3)
    let split = try source.split(store, for: [])
    #expect(split == (try source.split(store, for: [])))
    #expect(split.test.users.count == 20 && split.validation.users.count == 20)
    #expect(
      split.fingerprint
        != (try SplitSource.store(heldOut: .users(20), minimum: 8, seed: 4).split(store, for: []))
        .fingerprint)
  }

  @Test func `a split by time reads the times of the store`() async throws {
    let store = try await PlantedService.shared.value.store
    let recipe = SplitRecipe(.globalTime(validation: 0.1, test: 0.1), minimum: 5, seed: 1)
    let split = try SplitSource.store(recipe).split(store, for: [])
    #expect(split.leaks?.beforeTraining == 0)
    #expect(split.test.hidden.entries > 0 && split.kind == recipe.kind)
  }

  @Test func `a folder that is not there is a fault of the split`() async throws {
    let store = try await PlantedService.shared.value.store
    #expect(throws: SplitFault.self) { try SplitSource.folder("nowhere").split(store, for: []) }
  }
}
