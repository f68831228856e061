import Foundation
public import Tensors

/// Bootstrap confidence intervals of a mean (Efron and Tibshirani, "An introduction to the
/// bootstrap", 1993, chapters 13 and 14).
///
/// n values are drawn with replacement, by key, and their mean m*[r] is taken, `rounds` times. The
/// interval at confidence 1 − α has the ends m*₍q₎ at
///
///     percentile:  q = α/2,  1 − α/2
///     BCa:         q = Φ(z₀ + (z₀ + z)/(1 − a (z₀ + z))),   z = Φ⁻¹(α/2),  Φ⁻¹(1 − α/2)
///     z₀ = Φ⁻¹((#{m* < m} + #{m* ≤ m}) / (2 · rounds))
///     a  = Σ (x − m)³ / (6 (Σ (x − m)²)^{3/2})
///
/// where a is the acceleration by the jack-knife, which for a mean is this. Quantiles between two
/// draws are interpolated linearly, as NumPy and SciPy do.
public struct Bootstrap: Sendable {
  /// The means of the rounds, ascending.
  public let means: [Double]
  private let mean: Double
  private let acceleration: Double

  /// Draws the rounds: round r takes place `⌊bits(i)·n / 2⁶⁴⌋` of `key.child(r)` for its draw i.
  /// O(rounds · n), spread over the cores; the result does not depend on their number. Traps without
  /// values or rounds.
  public init(_ values: [Double], rounds: Int, key: RandomKey) {
    precondition(!values.isEmpty && rounds > 0, "bootstrap: \(values.count), \(rounds) rounds")
    let n = values.count
    var means = [Double](repeating: 0, count: rounds)
    means.withUnsafeMutableBufferPointer { means in
      nonisolated(unsafe) let places = means  // every round writes its own place
      Parallel.forChunks(of: rounds, size: 64) { chunk in
        for round in chunk { places[round] = Self.resampled(values, key.child(round)) }
      }
    }
    self.means = means.sorted()
    let mean = values.reduce(0, +) / Double(n)
    self.mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let cubes = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) }
    acceleration = squares > 0 ? cubes / (6 * pow(squares, 1.5)) : 0
  }

  /// The percentile interval at a confidence such as 0.95.
  public func percentile(_ confidence: Double) -> Interval {
    let alpha = 1 - confidence
    return Interval(low: quantile(alpha / 2), high: quantile(1 - alpha / 2))
  }

  /// The bias-corrected and accelerated interval; a point when all values are equal.
  public func accelerated(_ confidence: Double) -> Interval {
    let below = means.count { $0 < mean } + means.count { $0 <= mean }
    let bias = NormalDistribution.quantile(Double(below) / Double(2 * means.count))
    // With all rounds on one side the bias is infinite: there is nothing to correct by.
    guard bias.isFinite else { return percentile(confidence) }
    let alpha = 1 - confidence
    func place(_ p: Double) -> Double {
      let z = bias + NormalDistribution.quantile(p)
      return NormalDistribution.cumulative(bias + z / (1 - acceleration * z))
    }
    return Interval(low: quantile(place(alpha / 2)), high: quantile(place(1 - alpha / 2)))
  }

  private static func resampled(_ values: [Double], _ key: RandomKey) -> Double {
    let n = UInt64(values.count)
    var sum = 0.0
    for i in 0..<values.count {
      sum += values[Int(key.bits(at: i).multipliedFullWidth(by: n).high)]
    }
    return sum / Double(values.count)
  }

  private func quantile(_ p: Double) -> Double {
    let place = min(max(p, 0), 1) * Double(means.count - 1)
    let lower = Int(place)
    let upper = min(lower + 1, means.count - 1)
    return means[lower] + (means[upper] - means[lower]) * (place - Double(lower))
  }
}

/// An interval, both ends included.
public struct Interval: Sendable, Equatable, Codable {
  public var low: Double
  public var high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }
}
