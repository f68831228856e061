// The aggregate posterior against sums in double precision, and what its weights must do.
import Foundation
import TestSupport
import Tensors
import Testing

@Suite struct AggregateDensityTests {
  private static let key = RandomKey(seed: 91)
  private static let shape = [70, 5]
  private static let means = KeyedTensors.normal(shape, key.child("means"))
  private static let logs = KeyedTensors.normal(shape, key.child("logs"), scale: 0.5)
  private static let draws = means + KeyedTensors.normal(shape, key.child("noise"), scale: 0.5)

  /// `ln q̂` of one draw for some columns, by the formula.
  private static func reference(
    _ row: Int, _ columns: Range<Int>, population: Double
  ) -> Double {
    let b = shape[0]
    var density = 0.0
    for other in 0..<b {
      var log = 0.0
      for e in columns {
        let l = Double(logs[other, e])
        let centred = Double(draws[row, e]) - Double(means[other, e])
        log -= 0.5 * (Foundation.log(2 * .pi) + l + centred * centred * Foundation.exp(-l))
      }
      let weight =
        other == row ? 1 / population : (population - 1) / population / Double(b - 1)
      density += weight * Foundation.exp(log)
    }
    return Foundation.log(density)
  }

  @Test(arguments: [70, 1000]) func `densities are the weighted sums`(_ population: Int) {
    let groups = [0..<5, 0..<2, 2..<5, 3..<4]
    let mine = AggregateDensity(
      of: Self.draws, means: Self.means, logVariances: Self.logs, groups: groups,
      population: population)
    for row in 0..<Self.shape[0] {
      for (g, columns) in groups.enumerated() {
        let truth = Self.reference(row, columns, population: Double(population))
        #expect(abs(Double(mine.logDensities[row, g]) - truth) < 2e-5 * max(1, abs(truth)))
      }
    }
  }

  @Test func `a user's own posterior has the weight of one user, wherever it stands`() {
    // Posteriors far apart and draws at their means: only the own term is left.
    let far = Tensor(shape: [4, 1], scalars: [0, 100, 200, 300])
    let narrow = Tensor(shape: [4, 1])
    let mine = AggregateDensity(
      of: far, means: far, logVariances: narrow, groups: [0..<1], population: 1000)
    let truth = -0.5 * Foundation.log(2 * Double.pi) - Foundation.log(1000)
    for row in 0..<4 { #expect(abs(Double(mine.logDensities[row, 0]) - truth) < 1e-5) }
  }

  @Test func `gradients do not depend on the threads`() {
    let mine = AggregateDensity(
      of: Self.draws, means: Self.means, logVariances: Self.logs, groups: [0..<5, 1..<2],
      population: 200)
    let upstream = KeyedTensors.normal([Self.shape[0], 2], Self.key.child("upstream"))
    let one = ThreadCount.with(1) { mine.pullback(upstream) }
    let two = ThreadCount.with(2) { mine.pullback(upstream) }
    #expect(one.draws == two.draws && one.means == two.means)
    #expect(one.logVariances == two.logVariances)
  }
}
