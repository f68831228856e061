// The tree-structured Parzen estimator: J. Bergstra, R. Bardenet, Y. Bengio, B. Kégl, "Algorithms
// for Hyper-Parameter Optimization", NeurIPS 2011, section 4, for settings that do not depend on
// each other.
//
//   l(x)  density of the best ⌈γ·n⌉ of n trials,   g(x)  density of the others
//   next  = argmax l(x) / g(x)  over candidates drawn from l       (expected improvement, eq. 6)
//
// A density of a numeric range is a mixture of Gaussians cut off at the ends: one around every
// trial, as wide as its farther neighbour is away, and one prior over the whole range. A range over
// logarithms is estimated in logarithms. A density of choices counts them with a pseudo-count.
// Settings are independent in both densities, so each takes its own best candidate.
public import Models
public import Tensors
import Foundation

/// Draws settings where good trials are denser than bad ones.
public struct ParzenSearch: Sendable {
  /// Share γ of the trials that counts as good.
  public static let goodShare = 0.15
  /// Trials that are drawn without looking at any.
  public static let startup = 10
  /// Candidates drawn for every setting.
  static let candidates = 24

  private let ranges: [SearchRange]

  public init(_ ranges: [SearchRange]) { self.ranges = ranges }

  /// Where the next trial stands, given earlier ones. The same trials and key give the same
  /// position. O(ranges · candidates · n).
  public func position(after trials: [Observation], key: RandomKey) -> [Double] {
    guard trials.count >= Self.startup else {
      return ranges.indices.map { key.child($0).position(at: 0) }
    }
    let order = ranked(trials)
    let good = max(1, Int((Self.goodShare * Double(order.count)).rounded(.up)))
    return ranges.indices.map { i in
      let values = order.map { $0.positions[i] }
      return Self.best(
        range: ranges[i], good: Array(values[..<good]), bad: Array(values[good...]),
        key: key.child(i))
    }
  }

  private static func best(
    range: SearchRange, good: [Double], bad: [Double], key: RandomKey
  ) -> Double {
    let l = ParzenDensity(good, over: range)
    let g = ParzenDensity(bad, over: range)
    var best = (position: 0.5, ratio: -Double.infinity)
    for candidate in 0..<candidates {
      let x = l.draw(key.child(candidate))
      let ratio = log(l.density(x)) - log(g.density(x))
      if ratio > best.ratio { best = (x, ratio) }
    }
    return best.position
  }
}

/// The density of some trials in one range, over positions `0 ... 1`.
struct ParzenDensity {
  private enum Form {
    /// Gaussians with means and deviations, equally likely, each cut off at 0 and 1.
    case mixture(means: [Double], deviations: [Double])
    /// Probabilities of the choices.
    case table([Double])
  }

  private let form: Form

  init(_ points: [Double], over range: SearchRange) {
    if case .choice(let all) = range.values {
      // The pseudo-counts weigh as much as one trial, spread over the choices.
      var counts = [Double](repeating: 1 / Double(all.count), count: all.count)
      for point in points { counts[min(Int(point * Double(all.count)), all.count - 1)] += 1 }
      let total = Double(points.count + 1)
      form = .table(counts.map { $0 / total })
    } else {
      let widths = Self.widths(points)
      form = .mixture(means: points + [0.5], deviations: widths + [1])
    }
  }

  /// For every point the distance to its farther neighbour, the middle of the range, where the prior
  /// stands, being one; between 1/(n + 2), so that many trials in one place do not shut the others
  /// out, and the whole range.
  static func widths(_ points: [Double]) -> [Double] {
    let least = 1 / Double(min(100, points.count + 2))
    let all = points + [0.5]
    let order = all.indices.sorted { (all[$0], $0) < (all[$1], $1) }
    var widths = [Double](repeating: 0, count: all.count)
    for (rank, index) in order.enumerated() {
      let left = rank == 0 ? 0 : all[index] - all[order[rank - 1]]
      let right = rank == order.count - 1 ? 0 : all[order[rank + 1]] - all[index]
      widths[index] = min(1, max(least, max(left, right)))
    }
    return Array(widths.prefix(points.count))
  }

  /// A position drawn from the density.
  func draw(_ key: RandomKey) -> Double {
    switch form {
    case .table(let probabilities):
      var rest = key.position(at: 0)
      let last = probabilities.count - 1
      let choice = probabilities.indices.first { index in
        rest -= probabilities[index]
        return rest < 0
      }
      return (Double(choice ?? last) + 0.5) / Double(probabilities.count)
    case .mixture(let means, let deviations):
      let which = min(Int(key.position(at: 0) * Double(means.count)), means.count - 1)
      let (mean, deviation) = (means[which], deviations[which])
      // The cut-off Gaussian through its distribution function: no draw is thrown away.
      let low = Self.cumulative((0 - mean) / deviation)
      let high = Self.cumulative((1 - mean) / deviation)
      let z = Self.quantile(low + key.position(at: 1) * (high - low))
      return min(max(mean + deviation * z, 0), 1)
    }
  }

  /// The density at a position; its integral over `0 ... 1` is 1 (for choices, the sum).
  func density(_ x: Double) -> Double {
    switch form {
    case .table(let probabilities):
      return probabilities[min(Int(x * Double(probabilities.count)), probabilities.count - 1)]
    case .mixture(let means, let deviations):
      return zip(means, deviations).reduce(0) { sum, part in
        let (mean, deviation) = part
        let mass =
          Self.cumulative((1 - mean) / deviation) - Self.cumulative((0 - mean) / deviation)
        let z = (x - mean) / deviation
        return sum + exp(-0.5 * z * z) / (deviation * (2 * Double.pi).squareRoot() * mass)
      } / Double(means.count)
    }
  }

  /// Φ(z), the normal distribution function.
  static func cumulative(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

  /// Φ⁻¹(p) by bisection: 60 halvings of ±9 leave 1.6e-17.
  static func quantile(_ p: Double) -> Double {
    var (low, high) = (-9.0, 9.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if cumulative(middle) < p { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

extension RandomKey {
  /// Draw `i` of this key's stream as a position, uniform in `0 ..< 1` with all digits of a
  /// `Double`.
  func position(at i: Int) -> Double { Double(bits(at: i) >> 11) * 0x1p-53 }
}
