// The inverse by blocks, against elimination in `Double` and against its definition.
import TestSupport
import Testing

@testable import Tensors

struct PositiveDefiniteInverseTests {
  /// Gram matrix of random histories plus a ridge.
  static func matrix(_ n: Int, ridge: Float) -> Tensor {
    let rows = KeyedTensors.histories(rows: 2 * n, columns: n, density: 0.1, RandomKey(seed: 72))
    var g = CoOccurrence(rows).matrix()
    for i in 0..<n { g[i, i] += ridge }
    return g
  }

  /// The lower triangle, mirrored.
  static func mirrored(_ lower: Tensor) -> Tensor {
    var whole = lower
    for i in 0..<lower.rows {
      for j in 0..<i { whole[j, i] = lower[i, j] }
    }
    return whole
  }

  /// Gauss–Jordan elimination in `Double`, without pivoting.
  static func naive(_ a: Tensor) -> [Double] {
    let n = a.rows
    var rows = (0..<n).map { i in
      a.row(i).map { Double($0) } + (0..<n).map { $0 == i ? 1.0 : 0.0 }
    }
    for k in 0..<n {
      let pivot = rows[k][k]
      for j in 0..<2 * n { rows[k][j] /= pivot }
      for i in 0..<n where i != k && rows[i][k] != 0 {
        let factor = rows[i][k]
        for j in 0..<2 * n { rows[i][j] -= factor * rows[k][j] }
      }
    }
    return rows.flatMap { $0[n...] }
  }

  @Test func `one block equals elimination in Double`() {
    var a = Self.matrix(70, ridge: 5)
    let truth = Self.naive(a)
    let succeeded = a.invertPositiveDefinite()
    #expect(succeeded)
    let mine = Self.mirrored(a).scalars.map { Double($0) }
    // Made in Double and rounded once.
    #expect(Closeness.relative(mine, truth) < 2e-7)
  }

  @Test func `several blocks times the matrix are the identity, at any thread count`() {
    let n = 1100
    let a = Self.matrix(n, ridge: 50)
    var inverse = a
    let succeeded = ThreadCount.with(2) { inverse.invertPositiveDefinite() }
    #expect(succeeded)
    var identity = Self.mirrored(inverse).product(a)
    for i in 0..<n { identity[i, i] -= 1 }
    // The matrix has entries of some hundreds and a condition number of about fifty.
    #expect(identity.scalars.reduce(0) { max($0, abs($1)) } < 1e-4)
    var alone = a
    _ = ThreadCount.with(1) { alone.invertPositiveDefinite() }
    let same = Self.mirrored(alone) == Self.mirrored(inverse)
    #expect(same)
  }

  @Test func `nothing above the diagonal is read`() {
    var a = Self.matrix(40, ridge: 1)
    var other = a
    for i in 0..<40 {
      for j in i + 1..<max(40, i + 1) { other[i, j] = .nan }
    }
    _ = a.invertPositiveDefinite()
    _ = other.invertPositiveDefinite()
    let same = Self.mirrored(a) == Self.mirrored(other)
    #expect(same)
  }

  @Test func `an indefinite matrix is refused, in the first block and in a later one`() {
    var first = Tensor(shape: [2, 2], scalars: [1, 0, 2, 1])
    let accepted = first.invertPositiveDefinite()
    #expect(!accepted)
    var later = Tensor(shape: [600, 600])
    for i in 0..<600 { later[i, i] = i == 590 ? -1 : 1 }
    let laterAccepted = later.invertPositiveDefinite()
    #expect(!laterAccepted)
    var broken = Tensor(shape: [1, 1], scalars: [.nan])
    let brokenAccepted = broken.invertPositiveDefinite()
    #expect(!brokenAccepted)
  }
}
