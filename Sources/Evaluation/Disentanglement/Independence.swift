/// Independence (Ma et al., "Learning Disentangled Representations for Recommendation", NeurIPS
/// 2019, section 4.4; formula as in the follow-up code of the same group): how little the scalars of
/// a vector say about each other.
///
///     independence = 1 − 2 / (d(d − 1)) · Σ_{i<j} |corr(c_i, c_j)|
///
/// For people it is computed in every block, in MacridVAE every concept's vector, and averaged; for
/// items over their vectors. It needs no factors. 1 is uncorrelated; a scalar that does not vary
/// correlates with nothing and counts as 0. `nil` when no group has two scalars.
public enum Independence {
  /// The mean over the groups of some points. O(N·Σ d²).
  public static func score(_ points: CodedPoints) -> Double? {
    let scores = points.groups.compactMap { score(Array(points.codes[$0.range])) }
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }

  /// Independence of some columns. `[d][N]`
  public static func score(_ columns: [[Double]]) -> Double? {
    guard columns.count > 1, let points = columns.first?.count, points > 0 else { return nil }
    let unit = columns.map { column -> [Double] in
      let mean = column.reduce(0, +) / Double(points)
      let centered = column.map { $0 - mean }
      let norm = centered.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // A constant column leaves rounding behind, not a direction.
      let floor = 1e-12 * (abs(mean) + 1e-30) * Double(points).squareRoot()
      return norm > floor ? centered.map { $0 / norm } : [Double](repeating: 0, count: points)
    }
    var sum = 0.0
    for i in unit.indices {
      for j in unit.indices.dropFirst(i + 1) {
        var dot = 0.0
        for (x, y) in zip(unit[i], unit[j]) { dot += x * y }
        sum += abs(dot)
      }
    }
    return 1 - 2 * sum / Double(columns.count * (columns.count - 1))
  }
}
