import Datasets
import Store
import Synchronization
import Tensors
import Training

/// What the store knows about a model's items and the model does not, read once per model.
///
/// Only ranking rules ask for it, so a service that uses none never pays. Two requests that come at
/// the same time may read it twice, to the same values.
final class ItemStatistics: Sendable {
  private struct State {
    var counts: [String: [Int]] = [:]
    var firstEvents: [String: [Double?]] = [:]
  }

  /// Models whose figures are kept; more of them start over.
  private static let most = 4
  private let state = Mutex(State())

  /// Users who have each item, `[M]`: those of the training, or for a model file without them those
  /// of the store. O(M), or one pass over the cached histories.
  func counts(_ snapshot: Snapshot, _ store: InteractionStore) throws(Fault) -> [Int] {
    if let counts = snapshot.manifest.counts, counts.count == snapshot.catalog.count {
      return counts
    }
    if let known = state.withLock({ $0.counts[snapshot.title] }) { return known }
    let data = try Fault.translating { () throws(StoreFault) in
      try store.cachedDataset(minimumHistory: 1)
    }
    let column = data.catalog.items.ids.map { snapshot.catalog.items.index(of: $0) }
    var counts = [Int](repeating: 0, count: snapshot.catalog.count)
    for item in data.histories.indices {
      if let own = column[Int(item)] { counts[Int(own)] += 1 }
    }
    let found = counts
    state.withLock { state in
      if state.counts.count >= Self.most { state.counts = [:] }
      state.counts[snapshot.title] = found
    }
    return found
  }

  /// The time of the first event of each item, `[M]`, in milliseconds since 1970; `nil` without
  /// one. One pass over the log.
  func firstEvents(_ snapshot: Snapshot, _ store: InteractionStore) throws(Fault) -> [Double?] {
    if let known = state.withLock({ $0.firstEvents[snapshot.title] }) { return known }
    let times = try Fault.translating { () throws(StoreFault) in
      try store.firstEvents(of: snapshot.catalog.items)
    }.map { $0.map { Double($0) } }
    state.withLock { state in
      if state.firstEvents.count >= Self.most { state.firstEvents = [:] }
      state.firstEvents[snapshot.title] = times
    }
    return times
  }
}
