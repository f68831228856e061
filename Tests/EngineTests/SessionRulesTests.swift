import Datasets
import Store
import Testing

@testable import Engine

/// Rules of the list in steering sessions: kept, composed, overruled and undone.
@Suite struct SessionRulesTests {
  private let service: PlantedService
  private let engine: QueryEngine

  init() async throws {
    service = try await PlantedService.shared.value
    engine = try service.engine()
  }

  private func start(_ name: String, _ user: String, _ steps: [String] = []) async throws {
    _ = try await engine.ask("SESSION NEW \(name) user=\(user)")
    for step in steps { _ = try await engine.ask("SESSION SET \(name) \(step)") }
  }

  static let rules = [
    "boost=genre=Crime:0.7", "candidates=m1,m2,m3,m4,m5,m6,m7,m8,m9", "diversity=0.5",
    "novelty=0.4", "recency=-1.5", "seed=9", "exclude=m10,m11", "filter=year>=1990",
    "seen=include",
  ]

  @Test(arguments: zip(rules, 551..<(551 + rules.count)))
  func `a session keeps every rule a query takes`(
    rule: String, number: Int
  ) async throws {
    let (name, user) = ("rule\(number)", "u\(number)")
    let plain = try await engine.ask("REC \(user) k=400").maps("items")
    try await start(name, user)
    let set = try await engine.ask("SESSION SET \(name) add=Romance:0.5 \(rule) k=400")
    let own = try await engine.ask("REC \(user) k=400 add=Romance:0.5 \(rule)")
    #expect(set.maps("items") == own.maps("items") && set.maps("items") != plain)
    #expect(set["rules"] == own["rules"])
    let asked = try await engine.ask("REC \(user) k=400 session=\(name)")
    #expect(asked.maps("items") == own.maps("items") && asked["rules"] == own["rules"])
    #expect(asked["seen"] == own["seen"])
    let key = try #require(rule.split(separator: "=").first.map(String.init))
    #expect(asked["applied"]?.map?.keys == ["add", key])
    #expect(try await engine.ask("SESSION SHOW \(name)").maps("list")[0].keys == ["add", key])
    let undone = try await engine.ask("SESSION UNDO \(name) k=400")
    #expect(undone.maps("items") == plain && undone["state"] == [:])
  }

  @Test func `every key that rules a list is written, composed and compared`() throws {
    // A rule that is added to `RuleFields` and not to these would be dropped silently.
    let keys = Mirror(reflecting: RuleFields()).children.compactMap(\.label)
    #expect(
      Set(keys) == Set(Self.rules.compactMap { $0.split(separator: "=").first }.map(String.init)))
    for rule in Self.rules {
      let request = try Request(line: Array("SESSION SET s \(rule)".utf8), limits: engine.limits)
      guard case .success(let command) = engine.prepare(request).command,
        let step = (command as? SessionSet)?.step
      else { throw Expectation("\(rule) is no step") }
      #expect(try SteeringStep(step.fields) == step, "\(rule)")
      var sum = RuleFields()
      sum.add(step.rules)
      #expect(sum == step.rules && !sum.isEmpty && sum.names.count >= 1, "\(rule)")
      #expect(sum.subtracting(RuleFields()) == sum && sum.subtracting(sum).isEmpty, "\(rule)")
    }
  }

  @Test func `of rules the later one stands`() async throws {
    try await start(
      "later", "u561",
      [
        "diversity=0.5 novelty=1 boost=genre=Crime:1,year>=1990:2 seed=3",
        "diversity=0.2 novelty=0 boost=genre=crime:0.5 candidates=m1,m2",
        "filter=year>=1980,year<2000,genre!=Crime exclude=m1", "filter=genre!=Comedy exclude=m2,m1",
        "filter=year>=1990 candidates=m3 boost=year>=1990:0 seen=include", "seen=exclude",
      ])
    let state = try #require(try await engine.ask("SESSION SHOW later")["state"]?.map)
    #expect(
      state == [
        "boost": ["genre=crime": 0.5], "candidates": ["m3"], "diversity": 0.2, "seed": 3,
        "exclude": ["m1", "m2"], "filter": ["genre!=Crime", "genre!=Comedy", "year>=1990"],
      ])
    let only = try await engine.ask("SESSION SET later filter=genre=Crime")
    #expect(only["state"]?.map?["filter"] == ["year>=1990", "genre=Crime"])
    let back = try await engine.ask("SESSION UNDO later")
    #expect(back["state"]?.map == state)
  }

  @Test func `undo gives every list before back to the bit, whatever the rule`() async throws {
    try await start("exact", "u562")
    var lists: [Value] = []
    for step in Self.rules + ["diversity=0", "filter=year<1990", "mute=Crime boost=year>=1990:3"] {
      lists.append(try #require(try await engine.ask("SESSION SHOW exact")["state"]))
      lists.append(try #require(try await engine.ask("REC u562 session=exact k=400")["items"]))
      _ = try await engine.ask("SESSION SET exact \(step)")
    }
    while lists.count >= 2 {
      let undone = try await engine.ask("SESSION UNDO exact k=400")
      #expect(undone["items"] == lists.popLast() && undone["state"] == lists.popLast())
    }
  }

  @Test func `saved rules apply to every query of the user until they are reset`() async throws {
    let plain = try await engine.ask("REC u563 k=400")
    let all = plain.maps("items").compactMap { $0["item"]?.text }
    try await start("keep", "u563", ["filter=genre=Romance boost=year>=1990:2 diversity=0.3"])
    _ = try await engine.ask("SESSION SAVE keep")
    let ruled = try await engine.items("REC u563 k=400")
    let own = "filter=genre=Romance boost=year>=1990:2 diversity=0.3 session=-"
    #expect(try await engine.items("REC u563 k=400 \(own)") == ruled && ruled != all)
    let barred = try #require(all.first { !ruled.contains($0) })
    for (item, rank) in [(ruled[0], Value.int(1)), (ruled[7], .int(8)), (barred, .null)] {
      let score = try await engine.ask("SCORE u563 \(item)")
      #expect(score.maps("items")[0]["rank"] == rank && score["session"] == "keep")
      #expect(try await engine.ask("EXPLAIN u563 \(item)")["rank"] == rank)
      #expect(try await engine.ask("WHYNOT u563 \(item)")["rank"] == rank)
    }
    let reset = try await engine.ask("SESSION RESET keep k=400")
    #expect(reset["items"] == plain["items"])
    #expect(try await engine.ask("REC u563 k=400") == plain)
  }

  @Test func `a rule of the query wins, and the reply says what applied`() async throws {
    try await start(
      "base", "u564",
      ["diversity=0.5 filter=genre=Romance boost=genre=Romance:1,year>=1990:1 candidates=m1,m2"])
    let line = "REC u564 k=400"
    let reply = try await engine.ask(
      "\(line) session=base diversity=0 filter=genre=Crime boost=year>=1990:2 candidates=m3,m4,m5")
    let own = try await engine.ask(
      "\(line) filter=genre=Crime boost=genre=Romance:1,year>=1990:2 candidates=m3,m4,m5")
    #expect(reply.maps("items") == own.maps("items") && reply["rules"] == own["rules"])
    #expect(
      reply["applied"] == [
        "boost": ["genre=Romance": 1.0, "year>=1990": 2.0], "candidates": ["m3", "m4", "m5"],
        "filter": ["genre=Crime"],
      ])
    #expect(
      reply["overruled"] == [
        "boost": ["year>=1990": 1.0], "candidates": ["m1", "m2"], "diversity": 0.5,
        "filter": ["genre=Romance"],
      ])
    let untouched = try await engine.ask("\(line) session=base")
    #expect(untouched["overruled"] == nil && untouched["applied"]?.map?["diversity"] == 0.5)
  }

  @Test func `a rule that the model cannot take is refused and not kept`() async throws {
    try await start("fit", "u565")
    for (line, code) in [
      ("filter=colour=red", "ARGS"), ("filter=genre", "ARGS"), ("boost=year>late:1", "ARGS"),
      ("candidates=zz", "NOITEM"), ("exclude=zz", "NOITEM"), ("diversity=2", "RANGE"),
      ("diversity=0.5 model=popularity", "ARGS"), ("offset=3", "ARGS"), ("seen=maybe", "RANGE"),
    ] {
      #expect(
        try await engine.refusal("SESSION SET fit \(line)").code.rawValue == code, "\(line)")
    }
    #expect(try await engine.ask("SESSION SHOW fit")["steps"] == 0)
    for step in 0..<2 {
      let conditions = (0..<16).map { "year>=\(1900 + step * 16 + $0):0.1" }
      _ = try await engine.ask("SESSION SET fit boost=\(conditions.joined(separator: ","))")
    }
    let full = try await engine.refusal("SESSION SET fit boost=genre=Crime:1")
    #expect(full.code == .tooBig && full.message.contains("33 conditions; the limit is 32"))
  }

  @Test func `what another model cannot take does nothing and is listed`() async throws {
    try await start("other", "u566", ["diversity=0.5 filter=year>=1990 novelty=0.3"])
    let reply = try await engine.ask("REC u566 session=other model=popularity")
    #expect(reply["missing"] == ["diversity"])
    #expect(reply["applied"] == ["novelty": 0.3, "filter": ["year>=1990"]])
    let own = try await engine.ask("REC u566 model=popularity filter=year>=1990 novelty=0.3")
    #expect(reply.maps("items") == own.maps("items"))
  }
}
