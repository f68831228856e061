// Products of blocks: our kernel where the processor has it, and BLAS, against naive loops.
import TestSupport
import Testing

@testable import Tensors

struct BlockProductTests {
  static let key = RandomKey(seed: 14)
  static let forms: [BlockProduct.Form] =
    BlockProduct.form == .kernel ? [.kernel, .blas] : [.blas]
  /// Rows around every count of rows that stay in registers, columns that end in every width.
  static let extents = [
    (m: 1, n: 16, k: 1), (m: 7, n: 48, k: 5), (m: 8, n: 32, k: 3), (m: 12, n: 16, k: 9),
    (m: 31, n: 80, k: 17), (m: 100, n: 112, k: 40), (m: 29, n: 64, k: 100),
  ]

  /// `start + a·b` in `Double`.
  static func naive(_ start: Tensor, _ a: Tensor, _ b: Tensor) -> [Double] {
    var out = start.scalars.map { Double($0) }
    for i in 0..<a.rows {
      for j in 0..<b.columns {
        for p in 0..<a.columns {
          out[i * b.columns + j] += Double(a[i, p]) * Double(b[p, j])
        }
      }
    }
    return out
  }

  @Test(arguments: forms, extents)
  func `a block equals the naive loops, written over or added to`(
    _ form: BlockProduct.Form, _ extents: (m: Int, n: Int, k: Int)
  ) {
    let (m, n, k) = extents
    let a = KeyedTensors.normal([m, k], Self.key.child("a"))
    let b = KeyedTensors.normal([k, n], Self.key.child("b"))
    let start = KeyedTensors.normal([m, n], Self.key.child("start"))
    for transposes in [false, true] {
      for adding in [false, true] {
        let source = transposes ? a.transposed() : a
        var c = start
        source.scalars.withUnsafeBufferPointer { a in
          b.scalars.withUnsafeBufferPointer { b in
            c.scalars.withUnsafeMutableBufferPointer { c in
              BlockProduct.run(
                rows: m, columns: n, terms: k,
                StridedMatrix(
                  base: a.baseAddress!, row: transposes ? 1 : k, step: transposes ? m : 1),
                b.baseAddress!, stride: n, into: c.baseAddress!, stride: n, adding: adding,
                form: form)
            }
          }
        }
        let truth = Self.naive(adding ? start : Tensor(shape: [m, n]), a, b)
        // At most 100 roundings of half an ulp.
        #expect(Closeness.relative(c.scalars.map { Double($0) }, truth) < 5e-6)
      }
    }
  }

  @Test func `a block leaves what lies between its rows alone`() {
    for form in Self.forms {
      var c = [Float](repeating: 7, count: 3 * 32)
      let a: [Float] = [1, 2, 3]
      let b = [Float](repeating: 1, count: 16)
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          c.withUnsafeMutableBufferPointer { c in
            BlockProduct.run(
              rows: 3, columns: 16, terms: 1, StridedMatrix(base: a.baseAddress!, row: 1, step: 1),
              b.baseAddress!, stride: 16, into: c.baseAddress!, stride: 32, adding: false,
              form: form)
          }
        }
      }
      for row in 0..<3 {
        #expect(c[row * 32..<row * 32 + 16].allSatisfy { $0 == Float(row + 1) })
        #expect(c[row * 32 + 16..<row * 32 + 32].allSatisfy { $0 == 7 })
      }
    }
  }

  @Test(arguments: [(1, 16), (16, 16), (17, 48), (224, 240), (256, 272)])
  func `rows stand an odd number of cache lines apart`(_ pair: (columns: Int, stride: Int)) {
    #expect(BlockProduct.stride(pair.columns) == pair.stride)
  }
}
