// The tie of concepts to the values of an attribute.
import Autodiff
import Datasets
import Foundation
import Models
import TestSupport
import Tensors
import Testing

struct ConceptLabelsTests {
  /// "A" is on eight items, "B" on six, "C" on four and "D" on one; with three concepts D has none.
  static let rows: [[String]] = (0..<20).map { item in
    (item < 8 ? ["A"] : []) + (6..<12 ~= item ? ["B"] : []) + (item >= 16 ? ["C"] : [])
      + (item == 13 ? ["D"] : [])
  }
  static let catalog = CatalogShape(
    items: 20,
    attributes: AttributeTable([
      AttributeColumn(
        name: "genre", kind: .categorical, rows: rows.map { $0.map(AttributeValue.word) }),
      AttributeColumn(
        name: "title", kind: .text, rows: rows.map { _ in [AttributeValue.word("x")] }),
    ]))

  static func make(
    _ labels: String, weight: Float = 2, in catalog: CatalogShape = catalog
  ) -> (MacridVAE, Parameters) {
    var settings = MacridVAE.Configuration()
    settings.concepts = 3
    settings.width = 4
    settings.labels = labels
    settings.labelWeight = weight
    var builder = ParameterBuilder(key: RandomKey(seed: 70))
    let model = MacridVAE(settings, catalog, in: &builder)
    return (model, builder.parameters)
  }

  @Test func `the penalty is the mean surprise at an item's labels`() throws {
    let (model, parameters) = Self.make("genre")
    let concepts = try #require(TrainedModel(model, parameters).itemConcepts)
    let truth = Self.rows.enumerated().reduce(0.0) { sum, row in
      let own = row.element.compactMap { ["A", "B", "C"].firstIndex(of: $0) }
      guard !own.isEmpty else { return sum }
      return sum - log(own.reduce(0) { $0 + Double(concepts[row.offset, $1]) })
    }
    let graph = Graph(training: parameters, key: RandomKey(seed: 1))
    let penalty = try #require(model.penalty(on: graph)).value.item
    #expect(abs(Double(penalty) / (2 * truth / 20) - 1) < 1e-5)
  }

  @Test func `without labels, or without weight, there is no penalty`() {
    for (labels, weight) in [("", 2), ("genre", 0)] as [(String, Float)] {
      let (model, parameters) = Self.make(labels, weight: weight)
      let graph = Graph(training: parameters, key: RandomKey(seed: 1))
      #expect(model.penalty(on: graph) == nil)
    }
  }

  @Test func `an attribute that the items lack is refused with those they have`() {
    #expect(Self.make("genre").0.refusal(of: Self.catalog) == nil)
    for labels in ["mood", "title"] {
      #expect(
        Self.make(labels).0.refusal(of: Self.catalog)
          == "items have no categorical attribute \"\(labels)\" to tie concepts to; they have genre"
      )
    }
    let bare = CatalogShape(items: 20)
    let refusal = Self.make("genre", in: bare).0.refusal(of: bare)
    #expect(refusal?.hasSuffix("ingest a file of items with one") == true)
  }

  @Test func `training with the tie puts items into the concepts of their labels`() throws {
    let (model, start) = Self.make("genre", weight: 50)
    var parameters = start
    var adam = Adam(parameters, learningRate: 0.05)
    let histories = KeyedTensors.histories(
      rows: 12, columns: 20, density: 0.3, RandomKey(seed: 71))
    for step in 0..<150 {
      let graph = Graph(training: parameters, key: RandomKey(seed: 72).child(step))
      let objective = model.objectives(
        Batch(histories), on: graph, at: Step(index: step, perEpoch: 1))[0]
      adam.step(&parameters, graph.gradients(of: objective.loss))
    }
    let concepts = try #require(TrainedModel(model, parameters).itemConcepts)
    for (item, labels) in Self.rows.enumerated()
    where labels.contains(where: { "ABC".contains($0) }) {
      let strongest = ["A", "B", "C"][ConceptNaming.strongest(concepts, item)]
      #expect(labels.contains(strongest), "item \(item)")
    }
  }
}
