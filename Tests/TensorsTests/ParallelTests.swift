// Chunks and lanes: everything runs once, in disjoint places.
import Synchronization
import TestSupport
import Testing

@testable import Tensors

struct ParallelTests {
  @Test(arguments: [1, 2, 5]) func `every index is visited exactly once`(_ threads: Int) {
    let visits = Mutex([Int](repeating: 0, count: 1003))
    ThreadCount.with(threads) {
      Parallel.forChunks(of: 1003, size: 10) { range in
        #expect(range.count <= 10)
        visits.withLock { for i in range { $0[i] += 1 } }
      }
    }
    #expect(visits.withLock { $0 }.allSatisfy { $0 == 1 })
  }

  @Test func `disjoint writes through a pointer arrive`() {
    var numbers = [Int](repeating: -1, count: 5000)
    numbers.withUnsafeMutableBufferPointer { out in
      ThreadCount.with(4) {
        Parallel.forChunks(of: 5000, size: 7) { range in for i in range { out[i] = i } }
      }
    }
    #expect(numbers == Array(0..<5000))
  }

  @Test func `every lane runs once and nothing runs for none`() {
    let lanes = Mutex<[Int]>([])
    Parallel.forLanes(3) { lane in lanes.withLock { $0.append(lane) } }
    Parallel.forLanes(0) { lane in lanes.withLock { $0.append(lane) } }
    Parallel.forChunks(of: 0, size: 4) { _ in lanes.withLock { $0.append(-1) } }
    #expect(lanes.withLock { $0.sorted() } == [0, 1, 2])
  }

  @Test(arguments: [1, 2, 8]) func `who shares the threads does the same work`(_ sharers: Int) {
    let visits = Mutex([Int](repeating: 0, count: 103))
    let lanes = Mutex<[Int]>([])
    Parallel.$sharers.withValue(sharers) {
      ThreadCount.with(4) {
        Parallel.forChunks(of: 103, size: 10) { range in
          visits.withLock { for i in range { $0[i] += 1 } }
        }
        Parallel.forLanes(4) { lane in lanes.withLock { $0.append(lane) } }
      }
    }
    #expect(visits.withLock { $0 }.allSatisfy { $0 == 1 })
    #expect(lanes.withLock { $0.sorted() } == [0, 1, 2, 3])
  }

  @Test func `a share bounds how many run at once`() {
    let running = Mutex((now: 0, most: 0))
    Parallel.$sharers.withValue(4) {
      ThreadCount.with(4) {
        Parallel.forLanes(4) { _ in
          running.withLock {
            $0.now += 1
            $0.most = max($0.most, $0.now)
          }
          running.withLock { $0.now -= 1 }
        }
      }
    }
    #expect(running.withLock { $0.most } == 1)
  }
}
