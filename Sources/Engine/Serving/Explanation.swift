import Datasets
import Models
import Tensors

/// Reasons by decoding again, not by gradients.
///
/// A concept's share is the item's probability when only that concept is decoded, over its
/// probability under all: for a mixture the shares sum to one. A history item's part is how far the
/// score falls when the history is encoded without it: exactly what would happen if it were
/// removed.
extension Recommender {
  /// Newest history items whose part is measured; each costs one row of a batch.
  static let measuredHistory = 200
  /// History items named per answer.
  static let namedHistory = 3

  func reasons(
    for items: [ItemIndex], history: [ItemIndex], _ steered: SparseRows, _ overrides: [Override],
    _ passed: TrainedModel.Scored
  ) throws(Fault) -> [Reasons] {
    let shares = try conceptShares(items, steered, overrides, passed.scores)
    let drops = try historyDrops(items, history, steered, overrides, passed.scores)
    return items.indices.map { Reasons(concepts: shares[$0], history: drops[$0]) }
  }

  private func conceptShares(
    _ items: [ItemIndex], _ row: SparseRows, _ overrides: [Override], _ scores: Tensor
  ) throws(Fault) -> [[Double]] {
    var shares = [[Double]](repeating: [], count: items.count)
    guard let block = snapshot.trained.layout.conceptWeights else { return shares }
    let muted = Set(
      overrides.filter { $0.block == block.name && $0.action == .mute }.compactMap(\.index.first))
    let kept = Set(
      overrides.filter { $0.block == block.name && $0.action == .only }.compactMap(\.index.first))
    // What the request itself keeps or mutes is replaced by keeping one concept at a time.
    let others = overrides.filter {
      !($0.block == block.name && ($0.action == .only || $0.action == .mute))
    }
    for concept in 0..<block.count {
      guard !muted.contains(concept), kept.isEmpty || kept.contains(concept) else {
        for index in items.indices { shares[index].append(0) }
        continue
      }
      let alone = try run(row, others + [Override(block.name, [concept], .only)]).scores
      for (index, item) in items.enumerated() {
        let at = Int(item.value)
        shares[index].append(Double(Scalar.exp(alone.scalars[at] - scores.scalars[at])))
      }
    }
    return shares.map { row in
      // The decodings differ in their last bits; the shares are made to sum to one exactly.
      let total = row.reduce(0, +)
      return total > 0 ? row.map { $0 / total } : row
    }
  }

  private func historyDrops(
    _ items: [ItemIndex], _ history: [ItemIndex], _ row: SparseRows, _ overrides: [Override],
    _ scores: Tensor
  ) throws(Fault) -> [[(item: ItemIndex, drop: Float)]] {
    let measured = Array(history.suffix(Self.measuredHistory))
    guard !measured.isEmpty else { return items.map { _ in [] } }
    let without = leavingOut(measured, of: row)
    let passed = try run(without, overrides).scores
    let width = snapshot.catalog.count
    return items.map { item in
      let at = Int(item.value)
      let drops = measured.enumerated().map { index, removed in
        (item: removed, drop: scores.scalars[at] - passed.scalars[index * width + at])
      }
      return Array(
        drops.sorted { ($0.drop, $1.item) > ($1.drop, $0.item) }.prefix(Self.namedHistory))
    }
  }

  /// One copy of a row for every item, without it.
  func leavingOut(_ items: [ItemIndex], of row: SparseRows) -> SparseRows {
    var offsets = [0]
    var indices: [Int32] = []
    var values: [Float]? = row.values == nil ? nil : []
    var steps: [Int32]? = row.steps == nil ? nil : []
    for item in items {
      for (e, column) in row.indices.enumerated() where column != item.value {
        indices.append(column)
        if let own = row.values { values?.append(own[e]) }
        if let own = row.steps { steps?.append(own[e]) }
      }
      offsets.append(indices.count)
    }
    return SparseRows(
      columns: row.columns, offsets: offsets, indices: indices, values: values, steps: steps)
  }
}
