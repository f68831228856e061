// Products against naive loops, and the promise that cutting them over threads changes no bit.
import TestSupport
import Testing

@testable import Tensors

struct MatrixProductTests {
  static let key = RandomKey(seed: 11)

  /// `scale · a·b` in `Double`, with both already laid out as `[m, k]` and `[k, n]`.
  static func naive(_ a: Tensor, _ b: Tensor, scale: Double) -> [Double] {
    let (m, k, n) = (a.rows, a.columns, b.columns)
    var out = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n {
        for l in 0..<k {
          out[i * n + j] += scale * Double(a.scalars[i * k + l]) * Double(b.scalars[l * n + j])
        }
      }
    }
    return out
  }

  @Test(arguments: [(1, 1, 1), (3, 5, 2), (7, 16, 33), (40, 3, 17)])
  func `a product equals the naive loops whichever side is transposed`(
    _ extents: (m: Int, k: Int, n: Int)
  ) {
    let a = KeyedTensors.normal([extents.m, extents.k], Self.key.child("a"))
    let b = KeyedTensors.normal([extents.k, extents.n], Self.key.child("b"))
    let truth = Self.naive(a, b, scale: 0.7)
    for (left, right) in [(false, false), (true, false), (false, true), (true, true)] {
      let product = (left ? a.transposed() : a).product(
        right ? b.transposed() : b, transposingSelf: left, transposingOther: right, scale: 0.7)
      #expect(product.shape == [extents.m, extents.n])
      // k roundings of half an ulp each, at most 33 of them.
      #expect(Closeness.relative(product.scalars.map { Double($0) }, truth) < 2e-6)
    }
  }

  @Test func `one thread and two give the same bits`() {
    // 300·128·64 multiply-adds are above the size from which a product is spread.
    let a = KeyedTensors.normal([300, 128], Self.key.child("a"))
    let b = KeyedTensors.normal([128, 64], Self.key.child("b"))
    let at = a.transposed()
    let one = ThreadCount.with(1) { [a.product(b), at.product(b, transposingSelf: true)] }
    let two = ThreadCount.with(2) { [a.product(b), at.product(b, transposingSelf: true)] }
    #expect(one == two)
  }

  @Test func `no rows give no rows`() {
    let product = Tensor(shape: [0, 2]).product(Tensor(shape: [2, 3]))
    #expect(product.shape == [0, 3])
  }
}
