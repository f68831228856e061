/// A metric made of sums down the list, of which one walk serves every cut-off. What a user's history
/// adds to it is read once as well.
public protocol CumulativeMetric: Metric {
  /// The values at ascending cut-offs, in their order: each to the bit what the metric with that
  /// cut-off alone gives. O(the deepest).
  func values(_ ranking: UserRanking, at cutoffs: [Int]) -> [Double]
  /// Whether the other is the same metric but for its cut-off.
  func isSame(as other: Self) -> Bool
}

extension CumulativeMetric {
  public func value(_ ranking: UserRanking) -> Double { values(ranking, at: [depth])[0] }

  fileprivate func sharesWalk(with other: any Metric) -> Bool {
    (other as? Self).map { isSame(as: $0) } ?? false
  }
}

/// Metrics in the order of a report, those that one walk can serve together.
struct MetricWalks: Sendable {
  private enum Walk {
    case single(any Metric, place: Int)
    /// Cut-offs ascend, with the places of their values.
    case shared(any CumulativeMetric, cutoffs: [Int], places: [Int])
  }

  private let walks: [Walk]

  init(_ metrics: [any Metric]) {
    var shared: [(metric: any CumulativeMetric, places: [Int])] = []
    var walks: [Walk] = []
    for (place, metric) in metrics.enumerated() {
      guard let metric = metric as? any CumulativeMetric else {
        walks.append(.single(metric, place: place))
        continue
      }
      if let known = shared.firstIndex(where: { $0.metric.sharesWalk(with: metric) }) {
        shared[known].places.append(place)
      } else {
        shared.append((metric, [place]))
      }
    }
    for (metric, places) in shared {
      let ascending = places.sorted { metrics[$0].depth < metrics[$1].depth }
      walks.append(
        .shared(metric, cutoffs: ascending.map { metrics[$0].depth }, places: ascending))
    }
    self.walks = walks
  }

  /// Puts the value of every metric at its place.
  func measure(_ ranking: UserRanking, into values: UnsafeMutableBufferPointer<Double>) {
    for walk in walks {
      switch walk {
      case .single(let metric, let place): values[place] = metric.value(ranking)
      case .shared(let metric, let cutoffs, let places):
        for (place, value) in zip(places, metric.values(ranking, at: cutoffs)) {
          values[place] = value
        }
      }
    }
  }
}
