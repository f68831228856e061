import Datasets
import Store
import Testing

@testable import Engine

@Suite struct ListJobTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  private func lists(
    users: [String]?, k: Int = 10, _ steering: Steering = Steering()
  ) throws -> [ListJob.List] {
    var lists: [ListJob.List] = []
    let count = try ListJob(ModelLibrary(service.store)).run(
      "macridvae", users: users, k: k, steering: steering
    ) { list, model in
      #expect(model == "macridvae@1")
      lists.append(list)
    }
    #expect(lists.count == count)
    return lists
  }

  @Test func `a list made in a batch is the list of REC`() async throws {
    let users = ["u9", "u3", "u600"]
    var steering = Steering()
    steering.add = [Adjustment(name: "Romance", amount: 1)]
    steering.mute = ["Crime"]
    for (line, steering) in [("", Steering()), ("add=Romance:1 mute=Crime", steering)] {
      for (user, list) in zip(users, try lists(users: users, steering)) {
        #expect(list.user.rawValue == user)
        let items = try await engine.ask("REC \(user) \(line)").maps("items")
        #expect(list.items.map(\.item.rawValue) == items.compactMap { $0["item"]?.text })
        for (mine, theirs) in zip(list.items, items) {
          // Rows of a batch differ from a row alone in the last bits of the product.
          #expect(abs(Double(mine.score) - (theirs.number("score") ?? .nan)) < 1e-4)
        }
      }
    }
  }

  @Test func `everybody with a history has a list, in the order of ids`() throws {
    // Other tests add people meanwhile.
    let before = try service.store.dataset(minimumHistory: 1).users.ids
    let ids = try lists(users: nil, k: 1).map(\.user)
    #expect(ids.filter { before.contains($0) } == before && before.count >= 600)
  }

  @Test func `what is one person's is refused`() throws {
    var steering = Steering()
    steering.like = ["m1"]
    #expect(throws: Fault.self) { try lists(users: nil, steering) }
    #expect {
      try lists(users: ["nobody"])
    } throws: { "\($0)" == "NOUSER no user \"nobody\" with a history in the store" }
  }
}
