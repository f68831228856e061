/// Average precision as TREC has it: averaged over all targets, also those that the cut-off has no
/// room for.
///
///     AP-plain@k = Σ_{r ≤ k} 1[ω(r) ∈ T] · Precision@r / |T|
public struct MeanAveragePrecisionPlain: Metric {
  private let bounded: MeanAveragePrecision

  /// Plain average precision over the first `k` places; traps unless `k` is positive.
  public init(at k: Int) { bounded = MeanAveragePrecision(at: k) }

  public var depth: Int { bounded.depth }
  public var name: String { "map-plain@\(depth)" }

  public func value(_ ranking: UserRanking) -> Double {
    bounded.value(ranking) * Double(min(depth, ranking.targets)) / Double(ranking.targets)
  }
}
