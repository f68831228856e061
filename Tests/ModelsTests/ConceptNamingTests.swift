// Names of concepts, where the right ones are planted.
import Datasets
import Models
import TestSupport
import Tensors
import Testing

struct ConceptNamingTests {
  /// 60 items in three genres of twenty; every second item also has "drama", nearly all are
  /// "english", and three have a word that stands out and is too rare.
  static let catalog: Catalog = {
    let genres = ["Western", "Comedy", "Horror"]
    func column(_ name: String, _ words: (Int) -> [String]) -> AttributeColumn {
      AttributeColumn(
        name: name, kind: .categorical, rows: (0..<60).map { words($0).map { .word($0) } })
    }
    return Catalog(
      items: Vocabulary((0..<60).map { ItemID("i\($0)") }),
      attributes: AttributeTable([
        column("genre") { [genres[$0 / 20]] + ($0 % 2 == 0 ? ["Drama"] : []) },
        column("language") { $0 % 20 == 7 ? ["French"] : ["English"] },
        column("tag") { $0 < 3 ? ["Rare"] : [] },
        AttributeColumn(
          name: "title", kind: .text, rows: (0..<60).map { [.word("Title \($0)")] }),
      ]))
  }()

  /// Assignments with 0.8 on `concept(item)`.
  static func assignments(_ k: Int, _ concept: (Int) -> Int) -> Tensor {
    var tensor = Tensor(shape: [60, k], repeating: 0.2 / Float(k - 1))
    for item in 0..<60 { tensor[item, concept(item)] = 0.8 }
    return tensor
  }

  @Test func `planted genres are found, each with its items, share and lift`() throws {
    let concepts = ConceptNaming.describe(Self.assignments(3) { 2 - $0 / 20 }, Self.catalog)
    #expect(concepts.map(\.name) == ["Horror", "Comedy", "Western"])
    #expect(concepts.map(\.items) == [20, 20, 20])
    for concept in concepts {
      #expect(abs(concept.share - 1.0 / 3) < 1e-6)
      let trait = try #require(concept.traits.first)
      // 20 items at 0.8 of a total weight of 20·0.8 + 40·0.1, against a third of the catalogue.
      #expect(abs(trait.coverage - 0.8) < 1e-6 && abs(trait.lift - 2.4) < 1e-5)
    }
  }

  @Test func `what nearly everything is, and what almost nothing is, names no concept`() {
    let concepts = ConceptNaming.describe(Self.assignments(3) { $0 / 20 }, Self.catalog)
    let words = Set(concepts.flatMap { $0.traits.map(\.value) })
    #expect(words.isDisjoint(with: ["English", "Rare", "Title 1"]))
  }

  @Test func `two concepts over the same genre are told apart`() {
    // Concepts 0 and 1 share the westerns, evenly and oddly; 1 has all the dramas among them.
    let concepts = ConceptNaming.describe(
      Self.assignments(4) { $0 < 20 ? ($0 + 1) % 2 : $0 / 20 + 1 }, Self.catalog)
    let names = concepts.compactMap(\.name)
    #expect(Set(names).count == 4)
    #expect(names[0].contains("Western") && names[1].contains("Western"))
  }

  @Test func `without a trait that stands out there is no name`() {
    // Every concept holds the same mixture of everything.
    let flat = Tensor(shape: [60, 2], repeating: 0.5)
    let concepts = ConceptNaming.describe(flat, Self.catalog)
    #expect(concepts.allSatisfy { $0.name == nil && $0.traits.isEmpty })
    // Ties go to the lower index.
    #expect(concepts.map(\.items) == [60, 0])
  }

  @Test func `an empty catalogue of attributes names nothing`() {
    let bare = Catalog(items: Self.catalog.items)
    let concepts = ConceptNaming.describe(Self.assignments(3) { $0 / 20 }, bare)
    #expect(concepts.allSatisfy { $0.name == nil })
  }
}
