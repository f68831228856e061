import Datasets
import Testing

@Suite struct CatalogSelectionTests {
  @Test func `a selection has the asked order and nothing for strangers`() {
    let catalog = Catalog(
      items: Vocabulary(["a", "b"].map { ItemID($0) }),
      attributes: AttributeTable([
        AttributeColumn(name: "title", kind: .text, rows: [[.word("A")], [.word("B")]])
      ]))
    let selected = catalog.selecting(Vocabulary(["b", "z", "a"].map { ItemID($0) }))
    #expect((0..<3).map { selected.title(ItemIndex($0)) } == ["B", "z", "A"])
  }
}
