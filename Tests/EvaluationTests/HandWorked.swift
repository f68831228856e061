import Evaluation

/// The ranking that the hand-worked tables of the metrics share.
///
/// ```
/// rank      1    2    3    4    5    6
/// item      7    3    9    0    5    2
/// target    –    yes  –    yes  yes  –        and item 8, which is not ranked: |T| = 4
/// ```
enum HandWorked {
  static let ranking = UserRanking(items: [7, 3, 9, 0, 5, 2], targets: [0, 3, 5, 8])
  /// Every target is missed.
  static let missed = UserRanking(items: [1, 2, 3], targets: [4, 5])
  /// Every target is found at once.
  static let perfect = UserRanking(items: [1, 2, 3], targets: [1, 2])
}

/// Agreement of figures that differ only in the order of a few roundings.
func agree(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 }
