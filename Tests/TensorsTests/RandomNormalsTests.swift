// Normal draws: their moments, and that a draw does not depend on what is drawn around it.
import Foundation
import TestSupport
import Testing

@testable import Tensors

struct RandomNormalsTests {
  @Test func `moments are those of the standard normal`() {
    let n = 400_000
    let x = RandomNormals.tensor([n], RandomKey(seed: 5)).scalars.map { Double($0) }
    func moment(_ power: Double) -> Double {
      x.reduce(0) { $0 + pow($1, power) } / Double(n)
    }
    // Four standard errors of each moment: sqrt(var(xᵖ)/n) with variances 1, 2, 15, 96.
    let error = 4 / Double(n).squareRoot()
    #expect(abs(moment(1)) < error)
    #expect(abs(moment(2) - 1) < error * 2.0.squareRoot())
    #expect(abs(moment(3)) < error * 15.0.squareRoot())
    #expect(abs(moment(4) - 3) < error * 96.0.squareRoot())
  }

  @Test func `the two halves of a pair are uncorrelated`() {
    let n = 200_000
    let x = RandomNormals.tensor([n, 2], RandomKey(seed: 6))
    let product = (0..<n).reduce(0.0) { $0 + Double(x.scalars[2 * $1] * x.scalars[2 * $1 + 1]) }
    #expect(abs(product / Double(n)) < 4 / Double(n).squareRoot())
  }

  @Test func `tails have the weight they should`() {
    let n = 400_000
    let x = RandomNormals.tensor([n], RandomKey(seed: 8)).scalars
    for (bound, share) in [(1.0, 0.317311), (2.0, 0.045500), (3.0, 0.002700)] {
      let found = Double(x.count { abs(Double($0)) > bound }) / Double(n)
      #expect(abs(found - share) < 4 * (share / Double(n)).squareRoot())
    }
  }

  @Test func `a longer draw begins with the shorter one`() {
    let key = RandomKey(seed: 9)
    // 70 001 numbers are two parallel chunks and half a pair.
    let long = RandomNormals.tensor([70_001], key)
    #expect(long.scalars.prefix(11) == RandomNormals.tensor([11], key).scalars[...])
    #expect(ThreadCount.with(1) { RandomNormals.tensor([70_001], key) } == long)
  }

  @Test func `cosine of a turn agrees with the library`() {
    for i in 0..<10_000 {
      let u = Float(i) / 10_000
      let truth = cos(2 * Double.pi * Double(u))
      #expect(abs(Double(RandomNormals.cosine(ofTurn: u)) - truth) < 2e-7)
    }
  }

  @Test func `gumbel draws have mean γ and variance π²/6`() {
    let n = 200_000
    let x = Tensor.gumbel([n], RandomKey(seed: 10)).scalars.map { Double($0) }
    let mean = x.reduce(0, +) / Double(n)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
    // Standard errors: sqrt(1.645/n) for the mean, sqrt(4.4·1.645²/n) for the variance.
    #expect(abs(mean - 0.577216) < 4 * (1.645 / Double(n)).squareRoot())
    #expect(abs(variance - 1.644934) < 4 * 1.645 * (4.4 / Double(n)).squareRoot())
  }

  @Test func `dropout keeps the stated share and scales it`() {
    let mask = Tensor.dropoutMask([100_001], keep: 0.8, RandomKey(seed: 11))
    #expect(Set(mask.scalars) == [0, 1.25])
    let kept = Double(mask.scalars.count { $0 != 0 }) / Double(mask.count)
    #expect(abs(kept - 0.8) < 4 * (0.16 / Double(mask.count)).squareRoot())
    #expect(Tensor.dropoutMask([64], keep: 1, RandomKey(seed: 1)).scalars.allSatisfy { $0 == 1 })
  }
}
