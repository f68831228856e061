import Datasets

/// `candidates=i1,i2`: only these items may be answered; items of the history among them stay out
/// unless `seen=include`.
///
/// ```
/// score'[i] = score[i] for i ∈ candidates, −∞ otherwise
/// ```
enum CandidateList {
  static let word = "candidates"

  /// Everything else of a catalogue. O(M).
  static func others(_ candidates: [ItemIndex], of catalog: Catalog) -> [ItemIndex] {
    let kept = Set(candidates)
    return (0..<catalog.count).map { ItemIndex($0) }.filter { !kept.contains($0) }
  }
}
