public import Tensors

/// Explicitness (Ridgeway and Mozer, NeurIPS 2018): whether a linear reader of the whole code can
/// tell a factor, however it is spread.
///
///     mean over factors, mean over values, of the area under the ROC curve of a logistic regression
///     from all standardised scalars, one value against the rest
///
/// 0.5 is chance, 1 perfect. It says that information is there, not that it is apart.
public enum Explicitness {
  /// The score; the probes are fitted on `train` and tested on `test`. `nil` when no factor has a
  /// value that some test points have and some have not. Numbers are told by their tenths.
  public static func score(train: CodedPoints, test: CodedPoints, key: RandomKey) -> Double? {
    let scores = train.factors.indices.compactMap { k -> Double? in
      let (labels, count) = train.factors[k].cells
      guard count > 1 else { return nil }
      let truth = test.factors[k].cells.labels
      let probe = LogisticProbe(train.codes, labels, classes: count, key: key.child(k))
      let logits = probe.logits(test.codes, points: test.count)
      let areas = (0..<count).compactMap { value in
        area(
          (0..<test.count).map { logits.scalars[$0 * count + value] },
          truth.map { $0 == value })
      }
      return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
    }
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }

  /// Area under the ROC curve, equal scores counting half; `nil` without both kinds. O(N log N).
  static func area(_ scores: [Float], _ isPositive: [Bool]) -> Double? {
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    let positives = isPositive.count { $0 }
    guard positives > 0, positives < isPositive.count else { return nil }
    var rankSum = 0.0
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
      // Ranks from 1; equal scores share the mean of theirs.
      let rank = Double(start + end + 1) / 2
      rankSum += rank * Double(order[start..<end].count { isPositive[$0] })
      start = end
    }
    let p = Double(positives)
    return (rankSum - p * (p + 1) / 2) / (p * Double(isPositive.count - positives))
  }
}
