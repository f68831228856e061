import Dispatch
import Foundation
import Synchronization

/// A thread for an actor that waits for a database.
///
/// It is a thread of its own and not a queue: tasks and queues share a pool of as many threads as
/// there are cores, and when all of them wait for a writer, one that waits for a thread of the pool
/// would never run.
final class WriterThread: SerialExecutor {
  /// What the thread is to do; it does not hold the executor, whose end ends the thread.
  private final class Work: Sendable {
    private let waiting = Mutex<[@Sendable () -> Void]>([])
    private let arrived = DispatchSemaphore(value: 0)

    func add(_ job: @escaping @Sendable () -> Void) {
      waiting.withLock { $0.append(job) }
      arrived.signal()
    }

    func end() { arrived.signal() }

    /// The next job; `nil` when there will be none.
    func next() -> (@Sendable () -> Void)? {
      arrived.wait()
      return waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
  }

  private let work = Work()

  init() {
    let work = work
    let thread = Thread { while let job = work.next() { job() } }
    thread.name = "facet.ingest"
    thread.start()
  }

  deinit { work.end() }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    work.add { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
