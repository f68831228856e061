import Datasets
import Store

/// `recency=0.5`: towards what is new, or with a negative weight towards what is old.
///
/// ```
/// score'[i] = score[i] + w · (2 q[i] − 1)      q[i] = (#{j : t[j] < t[i]} + ½ #{j : t[j] = t[i]}) / n
/// ```
/// `q` is the mid-rank of the item's time among the `n` items that have one, so that neither unit nor
/// outliers count: the newest item gets almost +w, the oldest almost −w, one without a time nothing.
/// The time is the first numeric attribute of `attributes` that the catalogue has; without one it is
/// the first event that the store has of the item.
enum Recency {
  static let word = "recency"
  /// Attributes that are times, best first.
  static let attributes = [
    "released", "release_date", "published", "date", "time", "timestamp", "year",
  ]

  /// When each item appeared, in any unit, and where that was read.
  static func times(
    _ snapshot: Snapshot, on engine: QueryEngine
  ) throws(Fault) -> (times: [Double?], source: String) {
    for name in attributes {
      guard let column = snapshot.catalog.attributes[name], column.kind == .numeric else {
        continue
      }
      let times = (0..<snapshot.catalog.count).map { item -> Double? in
        column.row(item).compactMap { value in
          if case .number(let number) = value { number } else { nil }
        }.max()
      }
      return (times, name)
    }
    return (
      try engine.library.statistics.firstEvents(snapshot, engine.library.store), "first event"
    )
  }

  /// What a weight adds. O(M ln M).
  static func addition(_ weight: Float, times: [Double?], source: String) -> Addition {
    let sorted = times.compactMap { $0 }.sorted()
    var amounts = [Float](repeating: 0, count: times.count)
    for (item, time) in times.enumerated() {
      guard let time else { continue }
      let (before, through) = (
        sorted.partitioningIndex { $0 >= time }, sorted.partitioningIndex { $0 > time }
      )
      amounts[item] = weight * (Float(before + through) / Float(sorted.count) - 1)
    }
    return Addition(name: RuleName(word), amounts: amounts, source: source)
  }
}

extension Array {
  /// First position from which on a condition holds, in an array where it holds from one position
  /// to the end. O(log count).
  fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
