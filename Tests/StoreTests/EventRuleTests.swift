import Testing

@testable import Store

/// Rules: which events count as positive.
@Suite struct EventRuleTests {
  private let scratch: Scratch
  private let store: InteractionStore

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
}
