// Sums and softmax, by hand and against plain loops.
import Foundation
import TestSupport
import Testing

@testable import Tensors

struct ReductionsTests {
  static let x = KeyedTensors.normal([5, 37], RandomKey(seed: 14), scale: 4)

  @Test func `sums by hand`() {
    let t = Tensor(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6])
    #expect(t.sum == 21)
    #expect(t.squaredNorm == 91)
    #expect(t.columnSums() == Tensor(shape: [3], scalars: [5, 7, 9]))
    #expect(t.rowDots(t) == Tensor(shape: [2], scalars: [14, 77]))
  }

  @Test func `a sum of a million small numbers loses nothing`() {
    // In `Float` a running sum would stop growing long before.
    #expect(abs(Tensor(shape: [1_000_000], repeating: 0.1).sum - 100_000.001490) < 1e-3)
  }

  @Test func `softmax and log-sum-exp agree with plain loops`() {
    let soft = Self.x.softmax()
    let log = Self.x.logSumExp()
    for r in 0..<5 {
      let row = Self.x.row(r).map { Double($0) }
      let total = row.reduce(0) { $0 + exp($1) }
      for (mine, x) in zip(soft.row(r), row) {
        // Rounding of the exponent's argument, up to 30 here, is the larger part.
        #expect(abs(Double(mine) - exp(x) / total) < 1e-6)
      }
      #expect(abs(Double(log.scalars[r]) - Foundation.log(total)) < 2e-6)
      #expect(abs(soft.row(r).reduce(0, +) - 1) < 1e-6)
    }
  }

  @Test func `softmax survives large numbers`() {
    let x = Tensor(shape: [1, 3], scalars: [1e4, 1e4, -1e4])
    #expect(x.softmax().scalars[0] == 0.5)
    #expect(abs(x.logSumExp().item - 10_000.693) < 1e-2)
  }

  @Test func `log-sum-exp of nothing but minus infinity is minus infinity`() {
    let x = Tensor(shape: [2, 2], scalars: [-.infinity, -.infinity, 0, -.infinity])
    #expect(x.logSumExp().scalars[0] == -.infinity)
    #expect(x.logSumExp().scalars[1] == 0)
    #expect(x.groupLogSumExp(2).scalars == [0, -.infinity])
    #expect(x.groupLogSumExp(1) == x)
  }

  @Test func `log-sum-exp over groups equals that of the rearranged rows`() {
    let x = KeyedTensors.normal([6, 4], RandomKey(seed: 15))
    let mine = x.groupLogSumExp(3)
    for b in 0..<2 {
      for i in 0..<4 {
        let column = Tensor(shape: [1, 3], scalars: (0..<3).map { x[b * 3 + $0, i] })
        #expect(abs(mine[b, i] - column.logSumExp().item) < 1e-6)
      }
    }
  }

  @Test func `unit rows have length one and a zero row stays zero`() {
    var x = Self.x
    for j in 0..<37 { x[2, j] = 0 }
    let (unit, norms) = x.normalizedRows()
    for r in 0..<5 {
      let length = unit.row(r).reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(r == 2 ? length == 0 : abs(length - 1) < 1e-6)
    }
    #expect(norms[2] == 1e-6)
  }

  @Test func `columns of a segment have length one, whatever the segment's size`() {
    let x = KeyedTensors.uniform([6, 2], RandomKey(seed: 16), in: 0.1...1)
    let offsets = [0, 1, 1, 6]
    let unit = x.normalizedSegments(offsets).unit
    for (from, to) in zip(offsets, offsets.dropFirst()) where from < to {
      for k in 0..<2 {
        let squares = (from..<to).reduce(Float(0)) { $0 + unit[$1, k] * unit[$1, k] }
        #expect(abs(squares - 1) < 1e-6)
      }
    }
    #expect(unit[0, 0] == 1 && unit[0, 1] == 1)
  }

  @Test func `finite is told from not finite`() {
    for bad in [Float.infinity, -.infinity, .nan] {
      for at in 0..<7 {
        var x = Tensor(shape: [7], repeating: .greatestFiniteMagnitude)
        #expect(x.isFinite)
        x[at] = bad
        #expect(!x.isFinite)
      }
    }
  }
}
