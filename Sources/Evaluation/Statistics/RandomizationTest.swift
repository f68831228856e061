public import Tensors

/// The paired randomisation test (Fisher 1935), two-sided, of the null hypothesis that it does not
/// matter which model served a user, so that every d[u] could as well have had the other sign.
///
///     p = (1 + #{rounds: |Σ_u ±d[u]| ≥ |Σ_u d[u]|}) / (1 + rounds)
///
/// The observed signs count as one round (Phipson and Smyth 2010), so p is never 0 and its level is
/// exact. Signs are drawn by key: round r takes bits of `key.child(r)`, 64 users a draw.
public struct RandomizationTest: Sendable, Equatable, Codable {
  public let rounds: Int
  /// Rounds whose sum was at least as far from 0 as the observed one.
  public let extreme: Int
  /// Two-sided; 1 when no user has a difference.
  public let p: Double

  /// O(rounds · n), spread over the cores; the result does not depend on their number.
  public init(_ sample: PairedSample, rounds: Int, key: RandomKey) {
    precondition(rounds > 0, "randomisation test: \(rounds) rounds")
    self.rounds = rounds
    let differences = sample.differences
    let observed = abs(differences.reduce(0, +))
    // Sums in another order differ in their last bits; what is equal must count as equal.
    let slack = 1e-12 * differences.reduce(0) { $0 + abs($1) }
    var isExtreme = [Bool](repeating: false, count: rounds)
    isExtreme.withUnsafeMutableBufferPointer { isExtreme in
      nonisolated(unsafe) let places = isExtreme  // every round writes its own place
      Parallel.forChunks(of: rounds, size: 64) { chunk in
        for round in chunk {
          places[round] = abs(Self.flipped(differences, key.child(round))) >= observed - slack
        }
      }
    }
    extreme = isExtreme.count { $0 }
    p = Double(1 + extreme) / Double(1 + rounds)
  }

  private static func flipped(_ differences: [Double], _ key: RandomKey) -> Double {
    var sum = 0.0
    var draw = 0
    for start in stride(from: 0, to: differences.count, by: 64) {
      var bits = key.bits(at: draw)
      draw += 1
      for u in start..<min(start + 64, differences.count) {
        sum += bits & 1 == 0 ? differences[u] : -differences[u]
        bits >>= 1
      }
    }
    return sum
  }
}
