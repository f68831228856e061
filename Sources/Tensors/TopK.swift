internal import CKernels

/// The k best of many scores, in a total order: higher score first, then lower index.
///
/// The order is total, so a ranking is one definite list however the scores were computed or
/// grouped. Positive and negative zero are equal scores. A score of −∞ is the mask and is never
/// selected, so fewer than k places come back when fewer than k scores are open. A score that is
/// not a number traps: a ranking over it would be an arbitrary list that looks like an answer.
///
/// One pass over the scores with a heap of the k best so far, whose root is the worst of them. A
/// score must beat the root to enter, and since indices ascend a tie never does; for scores in no
/// particular order about k·ln(M/k) of M enter, so the pass is bound by reading.

/// One place of a ranking.
public struct Ranked: Sendable, Equatable {
  /// Position of the score in its row: the column of an item.
  public let index: Int32
  public let score: Float

  public init(index: Int32, score: Float) {
    self.index = index
    self.score = score
  }
}

/// The `k` best of `scores`, best first; fewer when fewer are above −∞.
///
/// O(M + k·ln(M/k)·ln k) for M scores in random order, O(M·ln k) at worst, k places of memory.
/// Traps on a score that is not a number and on a negative `k`.
public func topK(_ k: Int, of scores: Span<Float>) -> [Ranked] {
  precondition(k >= 0, "top k: k is \(k)")
  precondition(
    !hasNotANumber(scores), "top k: a score of \(scores.count) is not a number")
  guard k > 0, scores.count > 0 else { return [] }
  var heap = WorstFirstHeap(capacity: min(k, scores.count))
  scores.withUnsafeBufferPointer { scores in
    guard let base = scores.baseAddress else { return }
    var bound = -Float.infinity
    for start in stride(from: 0, to: scores.count, by: block) {
      let end = min(start + block, scores.count)
      // Almost every block is passed over by its largest element: one vector pass instead of a
      // comparison an element (5 times faster at M = 20 108).
      guard !heap.isFull || facet_max(end - start, base + start) > bound else { continue }
      for i in start..<end where scores[i] > bound {
        heap.insert(RankingKey(index: i, score: scores[i]))
        if heap.isFull { bound = heap.worst.score }
      }
    }
  }
  return heap.keys.sorted(by: >).map { Ranked(index: $0.index, score: scores[Int($0.index)]) }
}

/// Scores that are looked at together.
private let block = 64

extension Tensor {
  /// The `k` best elements of row `r`, the tensor seen as `[rows, columns]`; see `topK(_:of:)`.
  public func topK(_ k: Int, row r: Int) -> [Ranked] {
    let row = scalars.span.extracting(r * columns..<(r + 1) * columns)
    return Tensors.topK(k, of: row)
  }
}

extension Tensor {
  /// The `k` best elements of every row, rows spread over the cores.
  public func topK(_ k: Int) -> [[Ranked]] {
    var lists = [[Ranked]](repeating: [], count: rows)
    lists.withUnsafeMutableBufferPointer { lists in
      Parallel.forChunks(of: rows, size: 16) { chunk in
        for r in chunk { lists[r] = topK(k, row: r) }
      }
    }
    return lists
  }

  /// Position of the first element that is not a number, or `nil`. One vectorised pass on all
  /// cores when there is none.
  public var firstNotANumber: Int? {
    let size = 1 << 16
    let chunks = (count + size - 1) / size
    let span = scalars.span
    let first = [Int](unsafeUninitializedCapacity: chunks) { out, filled in
      Parallel.forChunks(of: count, size: size) { range in
        out[range.lowerBound / size] =
          hasNotANumber(span.extracting(range)) ? range.first { span[$0].isNaN } ?? count : count
      }
      filled = chunks
    }
    return first.first { $0 < count }
  }
}

/// Whether an element is not a number: the only values that differ from themselves.
private func hasNotANumber(_ scores: Span<Float>) -> Bool {
  var count: Int32 = 0
  for i in 0..<scores.count { count &+= scores[i] != scores[i] ? 1 : 0 }
  return count != 0
}

/// Score and index as one integer that orders as rankings do: a better place is a larger key.
private struct RankingKey: Comparable {
  private let bits: UInt64

  init(index: Int, score: Float) {
    // Adding +0 turns −0 into +0. IEEE 754 bit patterns of positive numbers ascend with the number;
    // those of negative numbers descend, so they are flipped.
    let pattern = (score + 0).bitPattern
    let ascending = pattern >> 31 == 0 ? pattern | 0x8000_0000 : ~pattern
    bits = UInt64(ascending) << 32 | UInt64(UInt32.max - UInt32(index))
  }

  var index: Int32 { Int32(UInt32.max - UInt32(truncatingIfNeeded: bits)) }

  var score: Float {
    let ascending = UInt32(bits >> 32)
    return Float(bitPattern: ascending >> 31 == 1 ? ascending & 0x7FFF_FFFF : ~ascending)
  }

  static func < (a: RankingKey, b: RankingKey) -> Bool { a.bits < b.bits }
}

/// A binary heap of bounded size with the worst key at the root; inserting into a full heap
/// replaces it.
private struct WorstFirstHeap {
  private(set) var keys: [RankingKey] = []
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    keys.reserveCapacity(capacity)
  }

  var isFull: Bool { keys.count == capacity }
  var worst: RankingKey { keys[0] }

  /// Inserts a key; when the heap is full, in place of the worst. O(log capacity).
  mutating func insert(_ key: RankingKey) {
    guard isFull else {
      keys.append(key)
      siftUp(keys.count - 1)
      return
    }
    keys[0] = key
    siftDown()
  }

  private mutating func siftUp(_ start: Int) {
    var i = start
    while i > 0, keys[i] < keys[(i - 1) / 2] {
      keys.swapAt(i, (i - 1) / 2)
      i = (i - 1) / 2
    }
  }

  private mutating func siftDown() {
    var i = 0
    while 2 * i + 1 < keys.count {
      var child = 2 * i + 1
      if child + 1 < keys.count, keys[child + 1] < keys[child] { child += 1 }
      guard keys[child] < keys[i] else { return }
      keys.swapAt(i, child)
      i = child
    }
  }
}
