import Datasets
public import Evaluation
import Foundation
import Models
import Tensors
import Training

/// Draws the items of a model in two dimensions: by concept, and beside it by category.
public struct MapJob: Sendable {
  /// Categories with a colour of their own.
  public static let mostCategories = 7
  /// Items that a map can hold: all pairs are computed.
  public static let mostItems = 5000

  private let library: ModelLibrary

  public init(_ library: ModelLibrary) { self.library = library }

  /// The report of a map of the `items` most popular items among training users. `attribute` is a
  /// categorical one; the best covered when absent. An item that has several values of it is shown
  /// by the most common of those with a colour. Throws `NOMODEL` for a model without item vectors,
  /// `ARGS` for an attribute that items do not have, and what reading throws.
  public func run(
    _ title: String?, attribute: String?, folder: String?, items count: Int, perplexity: Double,
    command: String, version: String
  ) throws -> Report {
    let snapshot = try title.map { try library.load(library.record($0)) } ?? library.open()
    guard let vectors = snapshot.trained.itemVectors else {
      throw Fault(.noModel, "\(snapshot.title) has no item vectors to draw")
    }
    let column = try SteeringJob.column(attribute, of: snapshot)
    let split = try EvaluationJob(library).split(of: snapshot, folder: folder)
    let items = popular(split.train, count)
    var tsne = TSNE()
    tsne.perplexity = perplexity
    let chosen = Tensor(
      shape: [items.count, vectors.columns], scalars: items.flatMap { vectors.row($0) })
    let places = tsne.places(chosen)
    let points = zip(items, places).map { item, place in
      MapPlot.Point(
        id: snapshot.catalog.items[item].rawValue, title: snapshot.catalog.title(ItemIndex(item)),
        x: place.x, y: place.y)
    }
    let panels = [concepts(snapshot, items), column.map { categories($0, items) }]
      .compactMap { $0 }
    let plot = MapPlot(
      name: "map", title: "Items of \(snapshot.title)",
      summary: "Every dot is an item; near dots have item vectors that point the same way. "
        + "Distances between far groups and the axes themselves mean nothing.",
      points: points, panels: panels)
    let popularity =
      items.count < snapshot.catalog.count ? "the \(items.count) most popular items" : "all items"
    return Report(
      title: "Map of \(snapshot.title)",
      subtitle: "\(popularity), exact t-SNE of the item vectors from their principal plane.",
      sections: [Report.Section(title: "Map", [.plot(.map(plot))])],
      provenance: [
        Report.Fact("command", command), Report.Fact("facet", version),
        Report.Fact("settings", snapshot.manifest.configuration),
        Report.Fact("training plan", snapshot.manifest.plan),
        Report.Fact("data fingerprint", split.fingerprint),
        Report.Fact(
          "t-SNE",
          "perplexity \(Figures.short(tsne.perplexity)), \(tsne.steps) steps, exaggeration "
            + "\(Figures.short(tsne.exaggeration)) for the first \(tsne.exaggeratedSteps)"),
      ])
  }

  // MARK: - Parts

  /// Items by the number of training users who have them, ties by catalogue order; in the order of
  /// the catalogue.
  private func popular(_ training: SparseRows, _ count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: training.columns)
    for item in training.indices { counts[Int(item)] += 1 }
    return counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }.prefix(count).sorted()
  }

  private func concepts(_ snapshot: Snapshot, _ items: [Int]) -> MapPlot.Panel? {
    guard let concepts = snapshot.itemConcepts else { return nil }
    let names = (0..<concepts.columns).map { k in
      let label = snapshot.factors.label(k)
      return [label.word, label.name].compactMap { $0 }.joined(separator: " ")
    }
    return MapPlot.Panel(
      title: "concept", groups: names, group: items.map { ConceptNaming.strongest(concepts, $0) })
  }

  private func categories(_ column: AttributeColumn, _ items: [Int]) -> MapPlot.Panel {
    var counts: [String: Int] = [:]
    for item in items { for value in column.row(item) { counts[value.text, default: 0] += 1 } }
    let common = counts.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
      .prefix(Self.mostCategories).map(\.key)
    return MapPlot.Panel(
      title: column.name, groups: common,
      group: items.map { item in
        let values = Set(column.row(item).map(\.text))
        return common.firstIndex { values.contains($0) }
      })
  }
}
