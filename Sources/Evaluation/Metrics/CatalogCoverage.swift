/// Share of the catalogue that stands in at least one user's list.
///
///     Coverage@k = |∪_u {ω_u(1) … ω_u(k)}| / M
///
/// It grows with the number of users; compare it on the same users only.
public struct CatalogCoverage: AggregateMetric {
  public let depth: Int

  /// Coverage by the first `k` places; traps unless `k` is positive.
  public init(at k: Int) {
    precondition(k > 0, "coverage: cut-off \(k)")
    depth = k
  }

  public var name: String { "coverage@\(depth)" }

  public func value(_ lists: [Int]) -> Double {
    lists.isEmpty ? 0 : Double(lists.count { $0 > 0 }) / Double(lists.count)
  }
}
