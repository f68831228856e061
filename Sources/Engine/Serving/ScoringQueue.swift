import Datasets
import Foundation
import Models
import Tensors

/// Scoring passes of requests that come at the same time, made together.
///
/// A request is scored at once while a core is free. While every core has a pass under way, later
/// requests gather; when one ends they share the next, so under load many users cost one product
/// over the catalogue instead of one each (the item vectors are read once for all of them). Nobody
/// waits for company: there is no timer. Requests of one model share a pass; what is steered or
/// explained has passes of its own.
actor ScoringQueue {
  /// Users of one pass at most.
  static let most = 64

  private struct Waiting {
    let snapshot: Snapshot
    let row: SparseRows
    let continuation: CheckedContinuation<Tensor, Never>
  }

  private var waiting: [Waiting] = []
  private let cores: Int
  private var running = 0
  /// Passes made, and requests they served; for tests and figures.
  private(set) var passes = 0
  private(set) var served = 0

  /// A queue with at most so many passes under way; as many as there are cores unless said
  /// otherwise.
  init(cores: Int = ProcessInfo.processInfo.activeProcessorCount) { self.cores = max(1, cores) }

  /// Scores of one row of history, `[1, M]`, without overrides.
  func scores(_ row: SparseRows, _ snapshot: Snapshot) async -> Tensor {
    await withCheckedContinuation { continuation in
      waiting.append(Waiting(snapshot: snapshot, row: row, continuation: continuation))
      guard running < cores else { return }
      running += 1
      Task { await self.drain() }
    }
  }

  /// Makes passes until nobody waits.
  private func drain() async {
    while let first = waiting.first {
      let mates = waiting.prefix(Self.most).prefix { $0.snapshot.title == first.snapshot.title }
      waiting.removeFirst(mates.count)
      passes += 1
      served += mates.count
      let scores = await Self.pass(first.snapshot, mates.map(\.row))
      for (index, mate) in mates.enumerated() {
        let row = Tensor(shape: [1, scores.columns], scalars: Array(scores.row(index)))
        mate.continuation.resume(returning: row)
      }
    }
    running -= 1
  }

  /// The pass itself, off the actor, so that requests can gather meanwhile.
  @concurrent
  private static func pass(_ snapshot: Snapshot, _ rows: [SparseRows]) async -> Tensor {
    snapshot.trained.scores(SparseRows(stacking: rows, columns: snapshot.catalog.count))
  }
}
