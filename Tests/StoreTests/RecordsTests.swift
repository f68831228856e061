import Foundation
import Testing

@testable import Store

/// Rules, model records, description and checks.
@Suite struct RecordsTests {
  private let scratch: Scratch
  private let store: InteractionStore
  private let now = Date(timeIntervalSince1970: 1_700_000_000)

  init() throws {
    scratch = try Scratch()
    store = try .inMemory()
  }

  @Test(arguments: [
    ("rating>=4", "rating ≥ 4 counts as positive"), ("click", "click counts as positive"),
    ("play >= 30 : 0.5", "play ≥ 30 counts as positive with weight 0.5"),
    ("dislike:-1", "dislike counts against (weight -1)"), ("n=1", "n = 1 counts as positive"),
  ])
  func `a rule says what it means`(_ text: String, _ words: String) throws {
    #expect(try EventRule(parsing: text).description == words)
  }

  @Test(arguments: ["", ">=4", "rating>=", "rating>=four", "rating=>4", "click:x"])
  func `a malformed rule is refused`(_ text: String) {
    #expect(throws: StoreFault.self) { try EventRule(parsing: text) }
  }

  @Test func `rules given with a file decide what counts`() async throws {
    var options = IngestOptions()
    options.rules = [try EventRule(parsing: "rating>2")]
    let summary = try await scratch.ingest(
      "user,item,rating\na,x,2\na,y,3\na,z,5\n", into: store, options)
    #expect(summary.positives == 2)
    #expect(try store.rules() == options.rules)
  }

  @Test func `models count up, and one at a time is active`() throws {
    func insert(_ name: String, _ state: ModelRecord.State) throws -> ModelRecord {
      try store.insertModel(
        name: name, configuration: #"{"k":7}"#, seed: .max, fingerprint: "f",
        artifact: state == .training ? nil : "a.safetensors", state: state, created: now)
    }
    #expect(try insert("macridvae", .ready).title == "macridvae@1")
    #expect(try insert("macridvae", .ready).title == "macridvae@2")
    #expect(try insert("popularity", .ready).title == "popularity@1")
    #expect(try insert("macridvae", .training).version == 3)
    #expect(try store.activateModel("macridvae", version: 1).state == .active)
    #expect(try store.activateModel("macridvae", version: 2).state == .active)
    #expect(try store.activeModel()?.title == "macridvae@2")
    #expect(try store.model("macridvae").version == 2)
    #expect(try store.latestModel()?.title == "popularity@1")
    #expect(try store.models().map(\.state) == [.training, .ready, .active, .ready])
    #expect(throws: StoreFault.self) { try store.activateModel("macridvae", version: 3) }
    try store.finishModel(
      "macridvae", version: 3, metrics: #"{"ndcg":0.4}"#, artifact: "b", state: .ready)
    let finished = try store.model("macridvae", version: 3)
    #expect(finished.metrics == #"{"ndcg":0.4}"#)
    #expect(finished.seed == .max)
    #expect(finished.created == now)
    #expect(throws: StoreFault.noModel("ease")) { try store.model("ease") }
    #expect(throws: StoreFault.self) {
      try store.insertModel(
        name: "x", configuration: "no json", seed: 1, fingerprint: "", state: .training,
        created: now)
    }
  }

  @Test func `a description counts what is there`() async throws {
    try await scratch.ingest(
      """
      user,item,rating,time
      a,x,5,2000-01-31 23:59:59
      a,y,2,2000-02-01
      b,x,4,2000-02-02
      b,x,4,

      """, into: store)
    try await scratch.ingest("item,genre\nx,drama\nz,drama\n", as: "i.csv", into: store)
    let d = try store.describe()
    #expect((d.users, d.items, d.itemsWithEvents) == (2, 3, 2))
    #expect((d.events, d.positives, d.eventsWithoutTime) == (4, 3, 1))
    #expect(d.density == 0.75)
    #expect(d.months.map { "\($0.month) \($0.events)" } == ["2000-01 1", "2000-02 2"])
    #expect(d.firstEvent == "2000-01-31 23:59")
    #expect(d.longTail?.top10Percent == 0.75)
    // Counts 1 and 3: G = 2·(1·1 + 2·3)/(2·4) − 3/2 = 0.25.
    #expect(d.longTail?.gini == 0.25)
    #expect(d.attributes.map { "\($0.name) \($0.distinctValues)" } == ["genre 1"])
    #expect(abs((d.attributes.first?.coverage ?? 0) - 2.0 / 3) < 1e-12)
  }

  @Test func `an empty store is described and fails its checks`() throws {
    #expect(try store.describe().events == 0)
    let failed = try store.validate(now: now).filter { $0.verdict == .fail }.map(\.name)
    #expect(failed == ["events-present", "positives-present"])
  }

  @Test func `the checks find what is odd`() async throws {
    try await scratch.ingest(
      "user,item,type,time\na,x,click,4102444800\na,y,click,1\nb,x,impression,\n", into: store)
    try await scratch.ingest(
      "item,title,maker\nx,Same,Acme\nz,Same,Acme\n", as: "i.csv", into: store)
    let verdicts = Dictionary(
      uniqueKeysWithValues: try store.validate(now: now).map { ($0.name, $0) })
    let warned = verdicts.values.filter { $0.verdict == .warn }.map(\.name).sorted()
    #expect(
      warned == [
        "duplicate-titles", "items-without-attributes", "items-without-events",
        "one-value-attributes", "times-before-1990", "times-in-the-future", "times-missing",
        "types-without-positives", "users-with-few-positives",
      ])
    #expect(verdicts["times-in-the-future"]?.examples == ["a x 2100-01-01 00:00:00"])
    #expect(verdicts["items-without-attributes"]?.examples == ["y"])
    #expect(verdicts["duplicate-titles"]?.examples == ["Same"])
  }
}
