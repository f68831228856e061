import Tensors

/// The scores of one user while they are ranked, `[M]`: a copy that is masked, so the batch it came
/// from stays as the model gave it, and that stays in a core's cache from the mask to the last
/// metric.
struct ScoreRow {
  private(set) var scores: [Float]

  init(columns: Int) { scores = [Float](repeating: 0, count: columns) }

  /// Takes row `r` of a batch `[B, M]` and puts −∞ at the masked items, which takes them out of the
  /// ranking. O(M).
  mutating func load(_ batch: Tensor, _ r: Int, masked: ArraySlice<Int32>) {
    let count = scores.count
    batch.scalars.withUnsafeBufferPointer { batch in
      scores.withUnsafeMutableBufferPointer { row in
        guard let to = row.baseAddress, let from = batch.baseAddress else { return }
        to.update(from: from + r * count, count: count)
      }
    }
    for item in masked { scores[Int(item)] = -.infinity }
  }

  /// Puts −∞ everywhere but at the given items. O(M).
  mutating func keep(_ targets: ArraySlice<Int32>, and others: [Int32]) {
    let kept = (targets + others).map { (Int($0), scores[Int($0)]) }
    for i in scores.indices { scores[i] = -.infinity }
    for (item, score) in kept { scores[item] = score }
  }

  /// Whether every score is a number. O(M).
  var isNumbers: Bool { topK(0) != nil }

  /// The `k` best items, best first, or `nil` when a score is not a number.
  func topK(_ k: Int) -> [Ranked]? { topKOfNumbers(k, of: scores.span) }
}
