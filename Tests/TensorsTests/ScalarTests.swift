// The vector kernels against their Swift reference, bit for bit, and both against the C library in
// double precision. Measured maxima over these inputs, in ulps: exp 0.95, log 0.81, tanh 1.31.
import Foundation
import TestSupport
import Testing

@testable import Tensors

struct ScalarTests {
  /// A dense range; an odd count, so that the tail of the vector loops is run too.
  static func range(_ low: Float, _ high: Float, _ count: Int = 200_003) -> Tensor {
    let step = (Double(high) - Double(low)) / Double(count - 1)
    return Tensor(
      shape: [count], scalars: (0..<count).map { Float(Double(low) + step * Double($0)) })
  }

  /// Positive numbers evenly spaced in their bit patterns, so in their logarithm.
  static let positive = Tensor(
    shape: [200_003],
    scalars: (0..<200_003).map {
      Float(bitPattern: 0x0080_0000 + UInt32($0) * ((0x7F7F_FFFF - 0x0080_0000) / 200_002))
    })

  static func sameBits(_ a: Tensor, _ b: [Float]) -> Bool {
    zip(a.scalars, b).allSatisfy { $0.bitPattern == $1.bitPattern }
  }

  static func worst(_ y: Tensor, _ x: Tensor, _ truth: (Double) -> Double) -> Double {
    zip(y.scalars, x.scalars).reduce(0) {
      max($0, Closeness.ulps($1.0, from: truth(Double($1.1))))
    }
  }

  @Test func `exp gives the bits of the reference and is within one ulp of the truth`() {
    for x in [Self.range(-87, 88), Self.range(-1, 1)] {
      let y = x.exp()
      #expect(Self.sameBits(y, x.scalars.map(Scalar.exp)))
      #expect(Self.worst(y, x, Foundation.exp) < 1)
    }
  }

  @Test func `exp is clamped outside its range and keeps not-a-number`() {
    let x = Tensor(shape: [5], scalars: [-200, -.infinity, 200, .infinity, .nan])
    let y = x.exp()
    #expect(y.scalars[0] == Scalar.exp(-87) && y.scalars[1] == Scalar.exp(-87))
    #expect(y.scalars[2] == Scalar.exp(88) && y.scalars[3] == Scalar.exp(88))
    #expect(y.scalars[4].isNaN && Scalar.exp(.nan).isNaN)
  }

  @Test func `swish gives the bits of the reference and is within three ulps of the truth`() {
    // Below -80 the result leaves the normal numbers.
    for x in [Self.range(-80, 80), Self.range(-1, 1)] {
      let y = x.swish()
      #expect(Self.sameBits(y, x.scalars.map(Scalar.swish)))
      #expect(Self.worst(y, x) { $0 / (1 + Foundation.exp(-$0)) } < 3)
    }
    #expect(Tensor(shape: [2], scalars: [-200, 200]).swish().scalars[1] == 200)
  }

  @Test func `the logarithm of two exponentials gives the bits of the reference`() {
    let (a, b) = (Self.range(-90, 90), Self.range(40, -40))
    #expect(Self.sameBits(a.logAddExp(b), zip(a.scalars, b.scalars).map(Scalar.logAddExp)))
    let ends = Tensor(shape: [2], scalars: [-.infinity, 3])
    #expect(ends.logAddExp(Tensor(shape: [2], scalars: [1, 3])).scalars == [1, 3 + Scalar.log(2)])
  }

  @Test func `log gives the bits of the reference and is within one ulp of the truth`() {
    for x in [Self.positive, Self.range(0.5, 2)] {
      let y = x.log()
      #expect(Self.sameBits(y, x.scalars.map(Scalar.log)))
      // Near 1 the logarithm is small beside its argument: the error counts in ulps of the result.
      #expect(Self.worst(y, x, Foundation.log) < 1)
    }
  }

  @Test func `log takes a denormal for the smallest normal number and does not hide a broken sum`()
  {
    let x = Tensor(shape: [4], scalars: [0, .leastNonzeroMagnitude, .infinity, .nan])
    let y = x.log()
    let smallest = Scalar.log(.leastNormalMagnitude)
    #expect(y.scalars[0] == smallest && y.scalars[1] == smallest)
    #expect(y.scalars[2] == .infinity && Scalar.log(.infinity) == .infinity)
    #expect(y.scalars[3].isNaN && Scalar.log(.nan).isNaN)
  }

  @Test func `tanh gives the bits of the reference and is within one and a half ulps`() {
    for x in [Self.range(-9.5, 9.5), Self.range(-0.7, 0.7)] {
      let y = x.tanh()
      #expect(Self.sameBits(y, x.scalars.map(Scalar.tanh)))
      #expect(Self.worst(y, x, Foundation.tanh) < 1.5)
    }
  }

  @Test func `tanh is odd and saturates at one`() {
    let x = Self.range(0, 30, 10_001)
    let odd = (x * -1).tanh() * -1 == x.tanh()
    #expect(odd)
    #expect(Scalar.tanh(30) == 1 && Scalar.tanh(.infinity) == 1 && Scalar.tanh(.nan).isNaN)
  }
}
