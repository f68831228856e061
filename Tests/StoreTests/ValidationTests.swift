import Foundation
import Testing

@testable import Store

/// Checks and what they find.
@Suite struct ValidationTests {
  private let scratch: Scratch
  private let store: InteractionStore
  private let now = Date(timeIntervalSince1970: 1_700_000_000)

  init() throws {
    scratch = try Scratch()
    store = try .inMemory()
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
