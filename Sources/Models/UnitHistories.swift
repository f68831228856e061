import Autodiff
import Datasets
import Tensors

extension Batch {
  /// The entries of every history at unit length, `x / ‖x‖`: what an encoder over whole histories
  /// reads. `[entries, 1]`; an empty history has none. O(entries).
  func unitEntries(on graph: Graph) -> Variable {
    let weights = histories.values ?? [Float](repeating: 1, count: histories.entries)
    let entries = Tensor(shape: [histories.entries, 1], scalars: weights)
    return graph.constant(entries.normalizedSegments(histories.offsets).unit)
  }
}
