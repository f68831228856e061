import Store
import Datasets
import Tensors
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

  @Test func `the strongest items of a concept belong to it most`() async throws {
    let snapshot = try engine.library.snapshot(nil)
    let concepts = try #require(snapshot.itemConcepts)
    let history = try #require(try service.store.history(of: UserID("u2")))
    let reply = try await engine.ask("PROFILE u2")
    #expect(reply["history"] == .int(history.count))
    for (k, concept) in reply.maps("concepts").enumerated() {
      let own = try history.map { concepts[Int(try snapshot.index(of: $0, at: "").value), k] }
        .filter { $0 > 0.5 }.sorted(by: >)
      let named = concept.maps("strongest").compactMap { $0.number("membership") }
      #expect(named == own.prefix(3).map { Double($0) } && concept["items"] == .int(own.count))
    }
  }

  @Test func `an interval holds its mean and is the same twice`() async throws {
    let all = try await engine.ask("PROFILE u2")
    #expect(try await engine.ask("PROFILE u2") == all)
    func width(_ reply: Value.Map) throws -> Double {
      var sum = 0.0
      for concept in reply.maps("concepts") {
        let (low, high) = (concept.number("low") ?? .nan, concept.number("high") ?? .nan)
        let mean = concept.number("mean") ?? .nan
        #expect(low < mean && mean < high && low >= 0 && high <= 1)
        sum += high - low
      }
      return sum
    }
    #expect(try width(all) > 0.001 && width(all) < 1)
    let means = all.maps("concepts").reduce(0) { $0 + ($1.number("mean") ?? .nan) }
    #expect(abs(means - 1) < 1e-6)
  }

  @Test func `a quantile is interpolated`() {
    // numpy.quantile([1, 2, 4, 8], [0.05, 0.5, 0.95])
    let sorted = [1.0, 2, 4, 8]
    #expect(abs(Recommender.quantile(0.05, of: sorted) - 1.15) < 1e-12)
    #expect(Recommender.quantile(0.5, of: sorted) == 3)
    #expect(abs(Recommender.quantile(0.95, of: sorted) - 7.4) < 1e-12)
  }

  @Test func `a profile shows the taste as it is steered`() async throws {
    let plain = try await engine.ask("PROFILE u2").maps("concepts")
    let boosted = try await engine.ask("PROFILE u2 add=c1:2 mute=c3").maps("concepts")
    let (before, after) = (plain[1].number("predicted") ?? 1, boosted[1].number("predicted") ?? 0)
    #expect(after > before + 0.1)
    #expect(boosted[3].number("predicted") == 0 && boosted[3].number("high") == 0)
  }

  @Test func `a profile is taken up again by the request it exports`() async throws {
    let history = try #require(try service.store.history(of: UserID("u2"))).map(\.rawValue)
    let keys = "ignore=\(history[3]) weigh=\(history[0]):0.25 add=Romance:0.5 dim=c1.3:+2sd mute=c0"
    let profile = try await engine.ask("PROFILE u2 \(keys)")
    var request: Value.Map = ["cmd": "rec", "user": "-", "k": 400]
    request.append(contentsOf: try #require(profile["request"]?.map))
    let again = try await engine.ask(request.json)
    #expect(try await engine.ask("REC u2 k=400 \(keys)").maps("items") == again.maps("items"))
  }

  @Test func `a request that is exported stands above a saved session, with its rules`()
    async throws
  {
    _ = try await engine.ask("SESSION NEW exported user=u595")
    _ = try await engine.ask(
      "SESSION SET exported add=Romance:2 diversity=0.3 filter=year>=1970 exclude=m1")
    _ = try await engine.ask("SESSION SAVE exported")
    let plain = try await engine.ask("REC u595 k=400 novelty=0.1")
    let profile = try await engine.ask("PROFILE u595 novelty=0.1")
    var request: Value.Map = ["cmd": "rec", "user": "u595", "k": 400]
    request.append(contentsOf: try #require(profile["request"]?.map))
    let again = try await engine.ask(request.json)
    #expect(again["items"] == plain["items"] && again["session"] == nil)
    #expect(request["session"] == "-" && request["model"] == "macridvae@1")
  }

  @Test func `as many items of each concept are named as are asked for`() async throws {
    let none = try await engine.ask("PROFILE u2 top=0").maps("concepts")
    #expect(none.allSatisfy { $0.maps("strongest").isEmpty })
    let all = try await engine.ask("PROFILE u2 top=1000").maps("concepts")
    for concept in all {
      let names = concept.maps("strongest").compactMap { $0["item"]?.text }
      #expect(concept["items"] == .int(names.count) && Set(names).count == names.count)
    }
  }

  @Test func `a model without concepts has no profile`() async throws {
    let fault = try await engine.refusal("PROFILE u1 model=popularity")
    #expect(fault.description == "NOCONCEPT popularity@1 has no concepts to show a profile in")
    let empty = try await engine.ask("PROFILE - history=m1")
    #expect(empty["user"] == "-" && empty["history"] == 1)
  }
}
