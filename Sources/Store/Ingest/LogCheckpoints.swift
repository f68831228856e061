import Dispatch
import GRDB
import Synchronization

/// Moves pages of the write-ahead log into the file while the writer goes on, on a connection and a
/// thread of its own.
///
/// A checkpoint waits for the disk and writes every page a second time; a bulk load that does it
/// between two transactions stands still meanwhile. The log can only be begun anew when all of it is
/// in the file, and that is left to SQLite's own checkpoints of the writer, every 64 MB: they find
/// most of the pages done.
final class LogCheckpoints: Sendable {
  /// Rows after which a pass begins: some 10 MB of the log.
  static let rowsPerPass = 100_000

  private let connection: DatabaseQueue
  private let queue = DispatchQueue(label: "facet.checkpoint")
  private let isUnderWay = Mutex(false)

  /// Checkpoints of the store at a path; `nil` in memory, or when it cannot be opened once more.
  init?(path: String) {
    guard path != ":memory:", let connection = try? DatabaseQueue(path: path) else { return nil }
    self.connection = connection
  }

  /// Begins a pass unless one is under way.
  func begin() {
    let isBusy = isUnderWay.withLock { isUnderWay in
      defer { isUnderWay = true }
      return isUnderWay
    }
    guard !isBusy else { return }
    queue.async { [self] in
      // What a pass leaves, the writer's own checkpoint does, and reports what is wrong.
      _ = try? connection.writeWithoutTransaction { try $0.checkpoint(.passive) }
      isUnderWay.withLock { $0 = false }
    }
  }

  /// Waits for the pass that is under way.
  func wait() { queue.sync {} }
}
