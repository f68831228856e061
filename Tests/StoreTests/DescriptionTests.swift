import Testing

@testable import Store

/// Counts of what is there.
@Suite struct DescriptionTests {
  private let scratch: Scratch
  private let store: InteractionStore

  init() throws {
    scratch = try Scratch()
    store = try .inMemory()
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
}
