/// One metric over the users it was measured on.
public struct MetricSummary: Sendable, Equatable, Codable {
  /// Name and cut-off: `ndcg@100`.
  public let name: String
  /// Mean over users; 0 when there are none.
  public let mean: Double
  /// Standard deviation over users divided by √users. The deviation is that of the population
  /// (divisor n, not n − 1), as the literature on this protocol reports it. 0 when there are no
  /// users.
  public let standardError: Double
  /// Users measured: those with targets.
  public let users: Int

  /// Summary of one value a user; two passes, so that equal values have an error of zero. O(users).
  public init(name: String, values: [Double]) {
    self.name = name
    users = values.count
    guard !values.isEmpty else {
      (mean, standardError) = (0, 0)
      return
    }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    self.mean = mean
    standardError = (variance / count).squareRoot()
  }
}
