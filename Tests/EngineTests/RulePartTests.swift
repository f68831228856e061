import Datasets
import Store
import Testing

@testable import Engine

/// What `WHYNOT` and `EXPLAIN` say of rules comes true when the rule is left out.
@Suite struct RulePartTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  private func rank(_ line: String) async throws -> Value? {
    try await engine.ask(line).maps("items").first?["rank"]
  }

  @Test func `an item that a rule bars is told the rule and its rank without it`() async throws {
    let history = try #require(try service.store.history(of: UserID("u571"))).map(\.rawValue)
    let all = try await engine.items("REC u571 k=400")
    let item = all[4]
    let film = try #require(service.log.films.first { $0.item.rawValue == item })
    let genre = "genre!=\(film.genres[0])"
    for (keys, bar, rule) in [
      ("exclude=m1,\(item)", "excluded", ["rule": "exclude"] as Value.Map),
      ("filter=year>=1800,\(genre)", "filtered", ["rule": "filter", "condition": .string(genre)]),
      ("candidates=\(all[0]),\(all[9])", "candidates", ["rule": "candidates"]),
    ] {
      let reply = try await engine.ask("WHYNOT u571 \(item) \(keys)")
      #expect(reply["barred"]?.text == bar && reply["rank"] == .null, "\(keys)")
      var part = rule
      part.append("bars", true)
      part.append("without", 5)
      part.append("keeps_out", true)
      #expect(reply.maps("rules") == [part], "\(keys)")
      #expect(reply["unbarred"] == 5 && reply["changes"] == nil)
      let explained = try await engine.ask("EXPLAIN u571 \(item) \(keys)").maps("rules")
      part["keeps_out"] = nil
      #expect(explained == [part])
    }
    let ignored = try await engine.ask("WHYNOT u571 \(history[2]) ignore=\(history[2])")
    #expect(ignored["barred"] == "ignored")
    #expect(ignored.maps("rules").map { $0["rule"] } == ["ignore"])
    let free = try await rank("SCORE u571 \(history[2]) ignore=\(history[2]) seen=include")
    #expect(ignored["unbarred"] == free && free != .null)
  }

  @Test func `several bars are all named, and the rank is without all of them`() async throws {
    let all = try await engine.items("REC u572 k=400")
    let reply = try await engine.ask(
      "WHYNOT u572 \(all[2]) exclude=\(all[2]) candidates=\(all[0]) filter=year<1800")
    #expect(reply.maps("rules").map { $0["rule"] } == ["exclude", "filter", "candidates"])
    #expect(reply.maps("rules").allSatisfy { $0["without"] == .null && $0["keeps_out"] == nil })
    #expect(reply["barred"] == "excluded" && reply["unbarred"] == 3)
  }

  @Test func `a mute is named by its concept, and a kept concept by only`() async throws {
    let all = try await engine.items("REC u573 k=400")
    let top = try await engine.ask("CONCEPT Romance top=60").maps("top")
    let item = try #require(top.compactMap { $0["item"]?.text }.first { all.contains($0) })
    let concept = try #require(try await engine.ask("CONCEPT Romance")["concept"])
    let muted = try await engine.ask("WHYNOT u573 \(item) mute=Romance k=400")
    let own = try #require(all.firstIndex(of: item))
    #expect(muted["barred"] == "muted" && muted["unbarred"] == .int(own + 1))
    #expect(
      muted.maps("rules") == [
        [
          "rule": "mute", "concept": concept, "bars": true, "without": .int(own + 1),
          "keeps_out": true,
        ]
      ])
    let only = try await engine.ask("WHYNOT u573 \(item) only=Crime")
    #expect(only["barred"] == "muted" && only.maps("rules").map { $0["rule"] } == ["only"])
    #expect(only["unbarred"] == .int(own + 1))
  }

  static let moving = [
    "boost=genre=Crime:1.5", "novelty=1", "novelty=-1", "recency=2", "diversity=0.6", "seed=4",
  ]

  @Test(arguments: moving) func `a rule that moves an item out of the list is named`(
    rule: String
  ) async throws {
    var keptOut = 0
    for user in ["u574", "u575", "u576", "u577"] {
      let plain = try await engine.items("REC \(user) add=Comedy:0.5")
      let ruled = try await engine.items("REC \(user) k=400 add=Comedy:0.5 \(rule)")
      for item in plain {
        let reply = try await engine.ask("WHYNOT \(user) \(item) add=Comedy:0.5 \(rule)")
        let place = try #require(ruled.firstIndex(of: item)) + 1
        #expect(reply["rank"] == .int(place) && reply["answered"] == .bool(place <= 10))
        guard place > 10 else { continue }
        keptOut += 1
        let parts = reply.maps("rules")
        #expect(parts.count == 1 && parts[0]["keeps_out"] == true)
        #expect(rule.hasPrefix(parts[0]["rule"]?.text ?? "none"))
        let without = try #require(plain.firstIndex(of: item)) + 1
        #expect(parts[0]["without"] == .int(without))
        let explained = try await engine.ask("EXPLAIN \(user) \(item) add=Comedy:0.5 \(rule)")
        #expect(explained["rank"] == .int(place))
        #expect(explained.maps("rules")[0]["without"] == .int(without))
      }
    }
    #expect(keptOut > 0)
  }

  @Test(arguments: moving) func `the change it names suffices under the same rules`(
    rule: String
  ) async throws {
    var found: Set<String> = []
    for user in ["u578", "u579"] {
      let list = try await engine.items("REC \(user) k=60 \(rule)")
      for item in [list[10], list[13], list[30]] {
        let reply = try await engine.ask("WHYNOT \(user) \(item) \(rule)")
        for change in reply.maps("changes") {
          let line: String
          if let amount = change.number("add"), let concept = change["concept"]?.text {
            found.insert("add")
            line = "REC \(user) \(rule) add=\(concept):\(amount)"
            let less = amount > 0 ? amount - 0.01 : amount + 0.01
            let short = try await engine.items("REC \(user) \(rule) add=\(concept):\(less)")
            #expect(!short.contains(item))
          } else if let liked = change["like"]?.text {
            found.insert("like")
            line = "REC \(user) \(rule) like=\(liked)"
          } else {
            found.insert("forget")
            line = "REC \(user) \(rule) ignore=\(change["forget"]?.text ?? "")"
          }
          let now = try await engine.items(line)
          #expect(now.firstIndex(of: item).map { .int($0 + 1) } == change["rank"], "\(line)")
        }
      }
    }
    #expect(found.contains("add"))
  }

  @Test func `parts of several rules add up to the score`() async throws {
    let keys = "boost=year>=1900:0.5,genre=Crime:-0.25 novelty=0.2 recency=0.3 seed=5"
    let item = try await engine.items("REC u580 k=20")[15]
    let reply = try await engine.ask("EXPLAIN u580 \(item) add=Romance:0.5 \(keys)")
    let added = reply.maps("rules").compactMap { $0.number("added") }.reduce(0, +)
    let plain = try await engine.ask("SCORE u580 \(item) add=Romance:0.5").maps("items")[0]
    let score = try #require(reply.number("score"))
    #expect(abs((plain.number("score") ?? .nan) + added - score) < 1e-4)
    let words = reply.maps("rules").compactMap { $0["rule"]?.text }
    #expect(words.filter { $0 != "boost" } == ["novelty", "recency", "seed"])
    #expect(reply.maps("rules").first { $0["rule"] == "recency" }?["by"] == "year")
  }

  @Test func `a rule of the session is said to be one`() async throws {
    let list = try await engine.items("REC u581 k=400")
    _ = try await engine.ask("SESSION NEW parts user=u581")
    _ = try await engine.ask("SESSION SET parts exclude=\(list[1]) diversity=0.4")
    let reply = try await engine.ask("WHYNOT u581 \(list[1]) session=parts exclude=\(list[0])")
    #expect(reply.maps("rules").map { $0["from"] } == ["session"])
    let own = try await engine.ask("WHYNOT u581 \(list[1]) session=parts exclude=\(list[1])")
    #expect(own.maps("rules").map { $0["from"] } == [nil])
  }

  @Test func `an answer explains diversity by the rank before it`() async throws {
    let reply = try await engine.ask("REC u582 k=10 diversity=0.6 explain=1").maps("items")
    let plain = try await engine.items("REC u582 k=400")
    for item in reply {
      let place = try #require(plain.firstIndex(of: item["item"]?.text ?? "")) + 1
      #expect(item["by_score"] == .int(place))
    }
  }
}
