import Foundation
import Models
import Tensors
import Testing

@testable import Training

/// The tree-structured Parzen estimator: its densities, and that it finds what is known.
@Suite struct ParzenSearchTests {
  private static let unit = SearchRange("x", .real(0, 1))

  @Test func `a density integrates to one and lies where the points are`() {
    let density = ParzenDensity([0.1, 0.12, 0.15, 0.9], over: Self.unit)
    let steps = 20_000
    let integral =
      (0..<steps).reduce(0.0) {
        $0 + density.density((Double($1) + 0.5) / Double(steps))
      } / Double(steps)
    #expect(abs(integral - 1) < 1e-6)
    #expect(density.density(0.12) > 2 * density.density(0.5))
  }

  @Test func `every point is as wide as its farther neighbour is away`() {
    // Sorted 0.1, 0.4, the prior's 0.5, 0.8; the least width is 1/5.
    let widths = ParzenDensity.widths([0.4, 0.1, 0.8])
    #expect(zip(widths, [0.3, 0.3, 0.3]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(ParzenDensity.widths([0.45, 0.45, 0.45])[1] == 0.2)
  }

  @Test func `draws follow the density`() {
    let density = ParzenDensity([0.2, 0.25, 0.7], over: Self.unit)
    let key = RandomKey(seed: 5)
    let draws = (0..<20_000).map { density.draw(key.child($0)) }
    for cell in 0..<10 {
      let share = Double(draws.count { Int(min($0, 0.999) * 10) == cell }) / 20_000
      let expected =
        (0..<100).reduce(0.0) {
          $0 + density.density((Double(cell) + (Double($1) + 0.5) / 100) / 10)
        } / 1000
      // Four standard errors of a share near a tenth.
      #expect(abs(share - expected) < 0.01)
    }
  }

  @Test func `choices are counted with a pseudo-count`() {
    let range = SearchRange("x", .choice(["a", "b", "c", "d"]))
    let density = ParzenDensity([0.125, 0.125, 0.375], over: range)
    #expect(density.density(0.1) == 2.25 / 4 && density.density(0.4) == 1.25 / 4)
    #expect(density.density(0.6) == 0.25 / 4)
    let key = RandomKey(seed: 2)
    let draws = (0..<4000).map { range.value(at: density.draw(key.child($0))) }
    #expect(abs(Double(draws.count { $0 == "a" }) / 4000 - 0.5625) < 0.04)
    #expect(draws.contains("d"))
  }

  @Test func `the normal quantile undoes the distribution function`() {
    for z in [-6.0, -2, -0.3, 0, 1, 4] {
      // Half a unit in the last place of Φ(4) moves z by 4e-13.
      #expect(abs(ParzenDensity.quantile(ParzenDensity.cumulative(z)) - z) < 1e-10)
    }
    #expect(abs(ParzenDensity.cumulative(1.959963984540054) - 0.975) < 1e-12)
  }

  @Test func `it finds the best region of a known function, and sooner than chance`() {
    let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]
    func best(_ method: SearchMethod, _ seed: UInt64) -> Double {
      KnownFunction.run(KnownFunction.search(method, trials: 60, seed: seed)).max() ?? -.infinity
    }
    let pairs = seeds.map { (tpe: best(.tpe, $0), random: best(.random, $0)) }
    #expect(pairs.count { $0.tpe > $0.random } >= 5)
    #expect(pairs.reduce(0) { $0 + $1.tpe } > pairs.reduce(0) { $0 + $1.random })
    #expect(pairs.allSatisfy { $0.tpe > -0.4 })
  }

  @Test func `a failed trial counts as bad`() {
    // Everything above one half fails; everything below is as good as the rest.
    let trials = (0..<40).map { trial in
      let x = (Double(trial) + 0.5) / 40
      return Observation(trial: trial, positions: [x], score: x > 0.5 ? nil : 1 - x)
    }
    let search = ParzenSearch([Self.unit])
    for seed in 0..<20 {
      #expect(search.position(after: trials, key: RandomKey(seed: UInt64(seed)))[0] < 0.5)
    }
  }
}
