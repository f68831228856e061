import Dispatch

/// A thread's worth of order for an actor that waits for a database: what it runs may block and
/// takes no thread from the pool that tasks share.
final class WriterThread: SerialExecutor {
  private let queue = DispatchQueue(label: "facet.ingest")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
