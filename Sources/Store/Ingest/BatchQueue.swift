import Dispatch
import Synchronization

/// Batches on their way from the parser into a transaction that stays open; a few at most are under
/// way, so memory does not grow when one side is faster.
///
/// Both sides wait on the thread they run on. The writer has one of its own (`WriterThread`), so
/// that parsers on all threads of the pool wait for writers that run.
final class BatchQueue: Sendable {
  /// What the reading side throws when the writing side gave up: the transaction is undone.
  struct Abandoned: Error {}

  private struct State {
    var batches: [IngestBatch] = []
    var isAbandoned = false
    var isClosed = false
  }

  private let state = Mutex(State())
  private let free = DispatchSemaphore(value: 0)
  private let filled = DispatchSemaphore(value: 0)

  init(capacity: Int = 2) {
    // Dispatch stops a program that lets go of a semaphore below the value it was made with, as
    // that of an abandoned queue may be; so it is made empty and filled.
    for _ in 0..<capacity { free.signal() }
  }

  /// Hands a batch over; waits while the queue is full. False when nobody takes any more.
  func put(_ batch: IngestBatch) -> Bool {
    free.wait()
    let isClosed = state.withLock { state in
      if !state.isClosed { state.batches.append(batch) }
      return state.isClosed
    }
    filled.signal()
    return !isClosed
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
    let (batch, isAbandoned) = state.withLock { state in
      (state.batches.isEmpty ? nil : state.batches.removeFirst(), state.isAbandoned)
    }
    if isAbandoned { throw Abandoned() }
    free.signal()
    return batch
  }

  /// Says that nobody takes any more, so that `put` waits for nothing.
  func close() {
    state.withLock { $0.isClosed = true }
    free.signal()
  }
}
