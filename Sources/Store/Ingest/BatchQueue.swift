import Dispatch
import Synchronization

/// Batches on their way from one parser into a transaction that stays open; a few at most are under
/// way, so memory does not grow when one side is faster.
///
/// The parser is a task and gives its thread back while the queue is full. The writer waits on the
/// thread it runs on, which must be one of its own (`WriterThread`).
final class BatchQueue: Sendable {
  /// What the writing side throws when the parsing side gave up: the transaction is undone.
  struct Abandoned: Error {}

  private struct State {
    var batches: [IngestBatch] = []
    /// The parser that waits for room.
    var waiting: CheckedContinuation<Bool, Never>?
    var isAbandoned = false
    var isClosed = false
  }

  private let state = Mutex(State())
  private let filled = DispatchSemaphore(value: 0)
  private let capacity: Int

  init(capacity: Int = 2) { self.capacity = capacity }

  /// Hands a batch over and waits until there is room for another. False when nobody takes any
  /// more.
  func put(_ batch: IngestBatch) async -> Bool {
    await withCheckedContinuation { parser in
      let answer: Bool? = state.withLock { state in
        if state.isClosed { return false }
        state.batches.append(batch)
        if state.batches.count < capacity { return true }
        state.waiting = parser
        return nil
      }
      filled.signal()
      if let answer { parser.resume(returning: answer) }
    }
  }

  /// Says that no batch comes any more.
  func end() { filled.signal() }

  /// Says that what was handed over is not wanted.
  func abandon() {
    state.withLock { $0.isAbandoned = true }
    filled.signal()
  }

  /// The next batch, `nil` after the last. Throws `Abandoned`.
  func take() throws(Abandoned) -> IngestBatch? {
    filled.wait()
    let (batch, waiting, isAbandoned) = state.withLock { state in
      let batch = state.batches.isEmpty ? nil : state.batches.removeFirst()
      defer { state.waiting = nil }
      return (batch, state.waiting, state.isAbandoned)
    }
    waiting?.resume(returning: true)
    if isAbandoned { throw Abandoned() }
    return batch
  }

  /// Says that nobody takes any more, so that `put` waits for nothing.
  func close() {
    let waiting = state.withLock { state in
      defer { state.waiting = nil }
      state.isClosed = true
      return state.waiting
    }
    waiting?.resume(returning: false)
  }
}
