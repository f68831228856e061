import Datasets
import Testing

@testable import Engine

@Suite struct AttributeFilterTests {
  private let catalog = Catalog(
    items: Vocabulary(["a", "b", "c", "d"].map { ItemID($0) }),
    attributes: AttributeTable([
      AttributeColumn(
        name: "genre", kind: .categorical,
        rows: [[.word("Horror"), .word("Drama")], [.word("Drama")], [], [.word("a=b>c")]]),
      AttributeColumn(
        name: "year", kind: .numeric, rows: [[.number(1990)], [.number(2001)], [.number(1960)], []]),
    ]))

  private func passing(_ text: String) throws -> String {
    let failing = Set(try AttributeFilter(text).failing(catalog).map { Int($0.value) })
    return (0..<4).filter { !failing.contains($0) }.map { catalog.items[$0].rawValue }.joined()
  }

  @Test(arguments: [
    ("genre=Horror", "a"), ("genre=horror|DRAMA", "ab"), ("genre!=Drama", "cd"),
    ("genre!=Horror|a=b>c", "bc"), ("genre=a=b>c", "d"), ("year=1990", "a"), ("year=1990.0", "a"),
    ("year!=1990", "bcd"), ("year>=1990", "ab"), ("year>1990", "b"), ("year<=1990", "ac"),
    ("year<1990", "c"), ("year>=1960|1e9", "abc"), ("genre=Western", ""), ("year=late", ""),
    (" year >= 1990 ", "ab"), ("genre = Horror | Western ", "a"),
  ])
  func `a condition passes what it says`(text: String, items: String) throws {
    #expect(try passing(text) == items)
  }

  @Test(arguments: [
    "", "genre", "=Horror", "genre=", "genre=|", "year>", " =1", "genre!", "genre= ",
  ])
  func `a text without two sides and a sign is no condition`(text: String) {
    #expect {
      try AttributeFilter(text)
    } throws: { ($0 as? Fault)?.code == .arguments && ($0 as? Fault)?.at == "filter" }
  }

  @Test(arguments: ["genre>1", "year>late", "year<=1|late"])
  func `only numbers are more or less`(text: String) throws {
    let filter = try AttributeFilter(text)
    #expect {
      try filter.failing(catalog)
    } throws: { "\($0)".hasSuffix("does not compare numbers") }
  }

  @Test func `an unknown attribute is answered with those there are`() throws {
    let filter = try AttributeFilter("colour=red")
    #expect {
      try filter.failing(catalog)
    } throws: { "\($0)" == "ARGS items have no attribute \"colour\"; they have genre, year" }
    let bare = Catalog(items: Vocabulary([ItemID("a")]))
    #expect { try filter.failing(bare) } throws: { "\($0)".hasSuffix("they have none") }
  }
}
