import Store
import Datasets
import Testing

@testable import Engine

@Suite struct ProfileTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  @Test func `both columns of a profile sum to one`() async throws {
    for user in (1...20).map({ "u\($0)" }) {
      let concepts = try await engine.ask("PROFILE \(user)").maps("concepts")
      for column in ["history", "predicted"] {
        let sum = concepts.reduce(0) { $0 + ($1.number(column) ?? .nan) }
        #expect(abs(sum - 1) < 1e-6, "\(user) \(column) \(sum)")
      }
    }
  }

  @Test func `the history of a person lies where their planted taste lies`() async throws {
    let world = service.log.world
    var agreeing = 0
    for user in 0..<100 {
      let reply = try await engine.ask("PROFILE u\(user + 1)")
      let top = reply.maps("concepts").max { $0.number("history") ?? 0 < $1.number("history") ?? 0 }
      let taste = world.tastes[user].enumerated().max { $0.element < $1.element }?.offset ?? 0
      agreeing += top?["name"]?.text == world.names[taste] ? 1 : 0
    }
    // Shares are 0.6 to 0.4 and histories short: some people have more of their second genre.
    #expect(agreeing > 75)
  }

  @Test func `the latest items of a concept are the newest of the history`() async throws {
    let history = try #require(try service.store.history(of: UserID("u2"))).map(\.rawValue)
    let reply = try await engine.ask("PROFILE u2")
    #expect(reply["history"] == .int(history.count))
    for concept in reply.maps("concepts") {
      let latest = concept.maps("latest").compactMap { $0["item"]?.text }
      let places = latest.compactMap { history.firstIndex(of: $0) }
      #expect(places == places.sorted(by: >) && places.count == latest.count)
      #expect(latest.count == min(3, Int(concept.number("items") ?? 0)))
    }
  }

  @Test func `a model without concepts has no profile`() async throws {
    let fault = try await engine.refusal("PROFILE u1 model=popularity")
    #expect(fault.description == "NOCONCEPT popularity@1 has no concepts to show a profile in")
    let empty = try await engine.ask("PROFILE - history=m1")
    #expect(empty["user"] == "-" && empty["history"] == 1)
  }
}
