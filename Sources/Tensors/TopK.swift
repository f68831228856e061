internal import CKernels

/// The k best of many scores, in a total order: higher score first, then lower index.
///
/// The order is total, so a ranking is one definite list however the scores were computed or
/// grouped. Positive and negative zero are equal scores. A score of −∞ is the mask and is never
/// selected, so fewer than k places come back when fewer than k scores are open. A score that is
/// not a number traps: a ranking over it would be an arbitrary list that looks like an answer.
///
/// Two passes and no heap. The first takes the largest of every group of 16 scores; the k-th largest
/// of those is a bound that at least k scores reach, and in no particular order few more do. The
/// second looks into the groups that reach it, and only what it finds there is sorted.

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
/// O(M + k·ln k) for M scores in random order, O(M·ln M) at worst. Traps on a score that is not a
/// number and on a negative `k`.
public func topK(_ k: Int, of scores: Span<Float>) -> [Ranked] {
  guard let ranked = topKOfNumbers(k, of: scores) else {
    preconditionFailure("top k: a score of \(scores.count) is not a number")
  }
  return ranked
}

/// `topK(_:of:)`, or `nil` when a score is not a number: for scores that nobody has checked.
public func topKOfNumbers(_ k: Int, of scores: Span<Float>) -> [Ranked]? {
  precondition(k >= 0, "top k: k is \(k)")
  let count = scores.count
  // Sixteen vectors in a row give the maxima of 16 groups without looking inside a vector.
  let chunk = group * group
  let groups = (count + chunk - 1) / chunk * group
  return scores.withUnsafeBufferPointer { scores in
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * groups) { room in
      guard let base = scores.baseAddress, let maxima = room.baseAddress, count > 0 else {
        return []
      }
      guard facet_group_max(count, base, maxima) != 0 else { return nil }
      guard k > 0 else { return [] }
      var bound = -Float.infinity
      if k < groups {
        let order = UnsafeMutableBufferPointer(start: maxima + groups, count: groups)
        (maxima + groups).update(from: maxima, count: groups)
        bound = kthLargest(k, of: order)
      }
      var keys: [RankingKey] = []
      keys.reserveCapacity(2 * k)
      for g in 0..<groups where maxima[g] >= bound {
        let first = g / group * chunk + g % group
        for i in stride(from: first, to: min(first + chunk, count), by: group)
        where scores[i] >= bound && scores[i] > -.infinity {
          keys.append(RankingKey(index: i, score: scores[i]))
        }
      }
      keys.sort(by: >)
      return keys.prefix(k).map { Ranked(index: $0.index, score: scores[Int($0.index)]) }
    }
  }
}

/// Scores of a group.
private let group = 16

/// The k-th largest element, `1 <= k <= count`; the elements are left in another order. Quickselect
/// with the median of three, O(count) expected.
private func kthLargest(_ k: Int, of values: UnsafeMutableBufferPointer<Float>) -> Float {
  var (low, high) = (0, values.count - 1)
  while low < high {
    let (a, b, c) = (values[low], values[(low + high) / 2], values[high])
    let pivot = max(min(a, b), min(max(a, b), c))
    var (i, j) = (low, high)
    while i <= j {
      while values[i] > pivot { i += 1 }
      while values[j] < pivot { j -= 1 }
      guard i <= j else { break }
      values.swapAt(i, j)
      i += 1
      j -= 1
    }
    if k - 1 <= j {
      high = j
    } else if k - 1 >= i {
      low = i
    } else {
      return pivot
    }
  }
  return values[low]
}

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

  static func < (a: RankingKey, b: RankingKey) -> Bool { a.bits < b.bits }
}
