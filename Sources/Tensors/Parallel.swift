import Dispatch
import Synchronization

/// Work cut into chunks of a fixed size and spread over the cores.
///
/// Chunks write to disjoint places or are added in their order, so results do not depend on how
/// many cores took part or on who finished first. BLAS itself always runs on one thread: small
/// products are faster that way, and a product cut by us gives the same bits at any thread count.
public enum Parallel {
  private static let limit = Atomic<Int>(0)

  /// Threads that one call may use. Set once at start; all cores unless it was set.
  public static var threads: Int {
    get {
      let set = limit.load(ordering: .relaxed)
      return set > 0 ? set : availableCores
    }
    set { limit.store(max(1, newValue), ordering: .relaxed) }
  }

  /// How many jobs compute side by side in this task and share the threads. How work is cut, and
  /// with it every bit of a result, follows `threads` alone; a share decides how much of it is
  /// under way at once.
  @TaskLocal public static var sharers = 1

  private static let availableCores = activeProcessorCount()
  private static var share: Int { max(1, threads / max(1, sharers)) }

  /// Runs `body` once for every chunk of `0 ..< count`, in any order, on this task's threads.
  /// The call returns when all chunks are done; with one chunk nothing leaves the caller's thread.
  public static func forChunks(of count: Int, size: Int, _ body: (Range<Int>) -> Void) {
    guard count > 0 else { return }
    let chunks = (count + size - 1) / size
    func range(_ chunk: Int) -> Range<Int> { chunk * size..<min(count, (chunk + 1) * size) }
    let workers = min(share, chunks)
    guard workers > 1 else {
      for chunk in 0..<chunks { body(range(chunk)) }
      return
    }
    let next = Atomic<Int>(0)
    forLanes(workers) { _ in
      while true {
        let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard chunk < chunks else { return }
        body(range(chunk))
      }
    }
  }

  /// Runs `body` once for every lane `0 ..< lanes`, concurrently where this task has the threads.
  /// For sums that keep one accumulator per lane: the caller adds the accumulators in lane order.
  public static func forLanes(_ lanes: Int, _ body: (Int) -> Void) {
    let workers = min(share, lanes)
    guard workers > 1 else {
      for lane in 0..<max(0, lanes) { body(lane) }
      return
    }
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(body) { body in
      let work = Work(body: body)
      DispatchQueue.concurrentPerform(iterations: workers) { _ in
        while true {
          let lane = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard lane < lanes else { return }
          work.body(lane)
        }
      }
    }
  }

  // @unchecked: the body may hold pointers, which are not Sendable. `concurrentPerform` returns
  // only when every iteration has, and callers write to disjoint places (`ParallelTests`).
  private struct Work: @unchecked Sendable {
    let body: (Int) -> Void
  }
}
