import Autodiff
import Datasets
import Tensors

extension SequenceNetwork {
  /// The motion view that the model makes itself: sessions as large as the given ones, drawn from the
  /// decoder under the posterior's dynamics and a static code of the prior, one for every user. Nothing of
  /// it is differentiated: what is drawn are items. O(S·M).
  func dreamt(_ posterior: Posterior, _ sequences: Sequences, key: RandomKey) -> Sequences {
    let steps = posterior.steps
    let graph = posterior.constant.mean.graph
    let strangers = RandomNormals.tensor(
      [steps.sequences.count, widths.constant], key.child("static"))
    let shares = decode(
      dynamic: posterior.dynamic.mean.detached,
      constant: graph.constant(strangers.selectingRows(steps.owners))
    ).value.softmax()
    var offsets = [0]
    var indices: [Int32] = []
    var amounts: [Float] = []
    for s in 0..<sequences.bags.rows {
      let start = indices.count
      let drawn = shares.draws(
        sequences.bags.count(s), row: Int(steps.places[s]), key.child(s))
      for item in drawn {
        if indices.count > start, indices[indices.count - 1] == item {
          amounts[amounts.count - 1] += 1
        } else {
          indices.append(item)
          amounts.append(1)
        }
      }
      offsets.append(indices.count)
    }
    return Sequences(
      bags: SparseRows(
        columns: sequences.bags.columns, offsets: offsets, indices: indices, values: amounts),
      offsets: sequences.offsets)
  }
}
