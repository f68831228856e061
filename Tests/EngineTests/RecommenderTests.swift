import Models
import Datasets
import Tensors
import Testing

@testable import Engine

/// Steering in the planted world, where the effect of every knob is known in advance.
@Suite struct RecommenderTests {
  private let service: PlantedService
  private let engine: QueryEngine
  private let users = (1...30).map { "u\($0)" }

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  /// Planted genre of every film.
  private func genres() -> [String: String] {
    let world = service.log.world
    return Dictionary(
      uniqueKeysWithValues: service.log.films.enumerated().map {
        ($1.item.rawValue, world.names[world.conceptOfItem[$0]])
      })
  }

  private func share(_ genre: String, _ items: [String], _ genres: [String: String]) -> Double {
    Double(items.count { genres[$0] == genre }) / Double(items.count)
  }

  @Test func `every planted genre has a concept of its name`() throws {
    let names = try engine.library.snapshot(nil).factors.concepts.compactMap(\.name)
    #expect(Set(names) == Set(service.log.world.names))
  }

  @Test func `boosting a genre raises its share for everybody and at every step`() async throws {
    let genres = genres()
    for genre in service.log.world.names {
      var means: [Double] = []
      var shares = [Double](repeating: 0, count: users.count)
      for (step, strength) in [0, 1, 2, 4, 8].enumerated() {
        var now: [Double] = []
        for user in users {
          let items = try await engine.items("REC \(user) k=20 add=\(genre):\(strength)")
          now.append(share(genre, items, genres))
        }
        if step > 0 { #expect(zip(shares, now).allSatisfy { $0 <= $1 }, "\(genre) \(strength)") }
        shares = now
        means.append(now.reduce(0, +) / Double(users.count))
      }
      #expect(means == means.sorted() && means[0] < 0.5 && means[4] > 0.8, "\(genre): \(means)")
    }
  }

  @Test func `muting a genre leaves none of its items`() async throws {
    let genres = genres()
    for genre in service.log.world.names {
      let members = Set(
        try await engine.ask("CONCEPT \(genre) top=400").maps("top")
          .filter { $0.number("membership") ?? 0 > 0.5 }.compactMap { $0["item"]?.text })
      for user in users.prefix(10) {
        let items = try await engine.items("REC \(user) k=1000 mute=\(genre)")
        #expect(members.isDisjoint(with: items) && items.count > 200)
        // What is left of 100 planted films was learned as another genre's.
        let left = items.count { genres[$0] == genre }
        #expect(left <= 10, "\(genre): \(left)")
      }
    }
  }

  @Test func `keeping one genre is muting the three others`() async throws {
    let names = service.log.world.names
    let others = names.dropFirst().joined(separator: ",")
    let only = try await engine.ask("REC u4 k=1000 only=\(names[0])").maps("items")
    let muted = try await engine.ask("REC u4 k=1000 mute=\(others)").maps("items")
    #expect(only == muted && !only.isEmpty)
  }

  @Test func `adding nothing changes no bit`() async throws {
    for user in users {
      let plain = try await engine.ask("REC \(user) k=1000").maps("items")
      for key in ["add=c0:0", "add=Romance:0,Crime:-0", "set=c1:0", "dim=c2.3:0sd"] {
        #expect(try await engine.ask("REC \(user) k=1000 \(key)").maps("items") == plain)
      }
    }
  }

  @Test func `items with little of a concept keep their order when it is boosted`() async throws {
    let snapshot = try engine.library.snapshot(nil)
    let concepts = try #require(snapshot.itemConcepts)
    let concept = try snapshot.factors.concept("Romance", at: "")
    let little = Set(
      (0..<snapshot.catalog.count).filter { concepts[$0, concept] < 0.05 }
        .map { snapshot.catalog.items[$0].rawValue })
    #expect(little.count > 50)
    for user in users.prefix(10) {
      let before = try await engine.items("REC \(user) k=1000").filter { little.contains($0) }
      let after = try await engine.items("REC \(user) k=1000 add=Romance:1")
        .filter { little.contains($0) }
      // A factor of e on a share below 0.05 moves a score by at most ln(1 + 0.05·(e − 1)) = 0.08.
      #expect(kendall(before, after) > 0.95, "\(user)")
    }
  }

  /// Kendall's τ-a of two orders of the same items.
  private func kendall(_ a: [String], _ b: [String]) -> Double {
    let place = Dictionary(uniqueKeysWithValues: b.enumerated().map { ($1, $0) })
    let order = a.compactMap { place[$0] }
    var sum = 0
    for i in order.indices {
      for j in (i + 1)..<order.count { sum += order[i] < order[j] ? 1 : -1 }
    }
    return Double(sum) / Double(order.count * (order.count - 1) / 2)
  }

  @Test func `more like a film brings its genre and less like it takes it away`() async throws {
    let genres = genres()
    for genre in service.log.world.names {
      let film = try #require(service.log.films.first { genres[$0.item.rawValue] == genre })
      let item = film.item.rawValue
      var shares = [0.0, 0.0, 0.0]
      for user in users {
        for (place, key) in ["less=\(item)", "", "like=\(item)"].enumerated() {
          let items = try await engine.items("REC \(user) k=20 \(key)")
          #expect(key.isEmpty || !items.contains(item))
          shares[place] += share(genre, items, genres)
        }
      }
      #expect(shares[0] <= shares[1] && shares[1] <= shares[2], "\(genre): \(shares)")
    }
  }

  @Test func `a step along a coordinate moves the list and names stay bounded`() async throws {
    let plain = try await engine.items("REC u5 k=20")
    #expect(try await engine.items("REC u5 k=20 dim=c0.1:+30sd,c1.1:+30sd") != plain)
    let clamped = try await engine.ask("REC u5 add=c1:25")
    #expect(clamped["clamped"] == ["c1 at 20.0"])
    for line in ["SCORE u5 m1", "EXPLAIN u5 m1", "WHYNOT u5 m1", "PROFILE u5", "TUNE m1"] {
      #expect(try await engine.ask("\(line) add=c1:25")["clamped"] == ["c1 at 20.0"], "\(line)")
    }
    #expect(try await engine.ask("REC u5 add=c1:20").maps("items") == clamped.maps("items"))
    let unfit = try await engine.refusal("REC u5 mute=c0.1")
    #expect(unfit.code == .arguments && unfit.message.contains("a coordinate of a direction"))
  }

  @Test(arguments: [
    "REC u5 only=c0 mute=c0", "REC u5 mute=c0,c1,c2,c3", "EXPLAIN u5 m1 only=c1 mute=c1,c0",
  ])
  func `muting every concept is refused`(line: String) async throws {
    let fault = try await engine.refusal(line)
    #expect(fault.description == "ARGS every concept of macridvae@1 is muted; leave one")
    #expect(fault.at == "mute")
  }

  @Test(arguments: [
    "add=Romance:3", "mute=Crime", "only=Romance", "like=m1", "less=m2", "add=c0:0", "",
    "dim=c0.0:+9sd", "like=TOP",
  ])
  func `the difference is that of the two lists`(key: String) async throws {
    for user in users.prefix(8) {
      let before = try await engine.items("REC \(user) k=15")
      // An item of the list itself, of which more is wanted: it leaves.
      let key = key.replacing("TOP", with: before[2])
      let reply = try await engine.ask("REC \(user) k=15 \(key) diff=1")
      let now = reply.maps("items").compactMap { $0["item"]?.text }
      let diff = try #require(reply["diff"]?.map)
      #expect(diff.keys == ["entered", "left", "moved"])
      #expect(diff.list("entered").compactMap(\.text) == now.filter { !before.contains($0) })
      #expect(diff.list("left").compactMap(\.text) == before.filter { !now.contains($0) })
      let moved = now.enumerated().compactMap { place, item -> Value? in
        guard let old = before.firstIndex(of: item), old != place else { return nil }
        return [.string(item), .int(old + 1), .int(place + 1)]
      }
      #expect(diff.list("moved") == moved)
    }
  }
}
