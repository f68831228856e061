import Datasets
import Tensors

/// `candidates=i1,i2`: only these items may be answered; items of the history among them stay out
/// unless `seen=include`.
///
/// ```
/// score'[i] = score[i] for i ∈ candidates, −∞ otherwise
/// ```
enum CandidateList {
  static let word = "candidates"

  /// Bars everything else. `scores` is `[1, M]`. O(M).
  static func bar(_ scores: inout Tensor, outside candidates: [ItemIndex]) {
    var barred = [Float](repeating: -.infinity, count: scores.count)
    for item in candidates { barred[Int(item.value)] = scores.scalars[Int(item.value)] }
    scores.scalars = barred
  }
}
