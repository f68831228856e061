/// How two series go together, from −1 to 1; `nil` where a series does not vary or has fewer than two
/// values.
public enum Correlation {
  /// Pearson's r: `Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²)`. O(n).
  public static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "pearson: \(x.count) and \(y.count) values")
    guard x.count > 1 else { return nil }
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      yy += (b - meanY) * (b - meanY)
      xy += (a - meanX) * (b - meanY)
    }
    guard xx > 0, yy > 0 else { return nil }
    return xy / (xx * yy).squareRoot()
  }

  /// Spearman's ρ: Pearson's r of the ranks, ties sharing their mean rank. O(n log n).
  public static func spearman(_ x: [Double], _ y: [Double]) -> Double? {
    pearson(AverageRanks(x).ranks, AverageRanks(y).ranks)
  }
}
