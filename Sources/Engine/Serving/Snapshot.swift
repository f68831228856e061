public import Datasets
public import Models
public import Tensors
public import Training

/// A model in use with everything a query reads beside the store: one immutable value, replaced
/// whole.
public struct Snapshot: Sendable {
  /// `macridvae@12`.
  public let title: String
  public let trained: TrainedModel
  public let manifest: Manifest
  /// Items in the order of the scores' columns, with their attributes.
  public let catalog: Catalog
  /// Which words name which elements of the code.
  public let factors: Factors
  /// How much each item belongs to each concept, `[M, K]`; `nil` without concepts.
  public let itemConcepts: Tensor?

  /// A snapshot; makes what the model derives from its parameters alone, so that the first query
  /// does not pay for it.
  public init(title: String, _ trained: TrainedModel, _ manifest: Manifest, _ catalog: Catalog) {
    self.title = title
    self.trained = trained
    self.manifest = manifest
    self.catalog = catalog
    factors = Factors(title: title, layout: trained.layout, concepts: manifest.concepts)
    itemConcepts = trained.itemConcepts
    _ = trained.scores(SparseRows(columns: catalog.count, rows: [[]]))
  }

  /// The column of an item; `NOITEM` when the model does not know it.
  public func index(of item: ItemID, at field: String) throws(Fault) -> ItemIndex {
    guard let index = catalog.items.index(of: item) else {
      let known = catalog.items.ids.prefix(3).map(\.rawValue).joined(separator: ", ")
      throw Fault(
        .noItem, "no item \"\(item)\" in \(title); it has \(catalog.count), such as \(known)",
        at: field)
    }
    return ItemIndex(index)
  }

  /// The columns of items; `NOITEM` for the first that the model does not know.
  public func indices(of items: [String], at field: String) throws(Fault) -> [ItemIndex] {
    var indices: [ItemIndex] = []
    for item in items { indices.append(try index(of: ItemID(item), at: field)) }
    return indices
  }
}
