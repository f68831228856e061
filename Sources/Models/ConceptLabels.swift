import Autodiff
import Datasets
import Tensors

/// A tie between concepts and the values of an attribute: concept k stands for the k-th most common
/// value. An item with several of the values may be in any of their concepts; one with none is
/// free.
struct ConceptLabels: Sendable {
  /// The value of each concept; fewer than there are concepts when the attribute has fewer values.
  let names: [String]
  /// 0 where an item may be in a concept, a large negative number where its labels say otherwise.
  /// `[M, K]`
  private let mask: Tensor

  /// `nil` when no attribute is named, or the catalogue has no categorical attribute of the name.
  init?(_ attribute: String, concepts: Int, of catalog: CatalogShape) {
    guard !attribute.isEmpty, let column = catalog.attributes[attribute],
      column.kind == .categorical
    else { return nil }
    var counts: [String: Int] = [:]
    for item in 0..<column.rows {
      for value in Set(column.row(item).map(\.text)) { counts[value, default: 0] += 1 }
    }
    names = counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(concepts).map(\.key)
    let order = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var mask = Tensor(shape: [catalog.items, concepts])
    for item in 0..<catalog.items {
      let own = Set(column.row(item).compactMap { order[$0.text] })
      guard !own.isEmpty else { continue }
      for concept in 0..<concepts where !own.contains(concept) {
        mask.scalars[item * concepts + concept] = -1e4
      }
    }
    self.mask = mask
  }

  /// Mean over the catalogue of −ln of the probability that an item is in one of its concepts, a
  /// scalar.
  func loss(_ logits: Variable) -> Variable {
    let allowed = (logits + logits.graph.constant(mask)).logSumExp()
    return (logits.logSumExp() - allowed).sum() * (1 / Float(max(1, mask.rows)))
  }
}
