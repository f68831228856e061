// Searches on a function whose best settings are known, with no training behind it.
import Foundation
import Models
import Tensors
import Training

enum KnownFunction {
  static let ranges = [
    SearchRange("step", .real(1e-5, 1, log: true)),
    SearchRange("weight", .real(0, 5)),
    SearchRange("concepts", .integer(2, 20)),
    SearchRange("gumbel", .choice([true, false])),
  ]

  /// Highest, 0, at step 1e-3, weight 2, 12 concepts, gumbel.
  static func score(_ positions: [Double]) -> Double {
    let values = zip(ranges, positions).map { $0.value(at: $1) }
    let step = (log10(values[0].number ?? 1) + 3) / 2
    let weight = ((values[1].number ?? 0) - 2) / 2.5
    let concepts = ((values[2].number ?? 0) - 12) / 9
    let gumbel = values[3] == .flag(true) ? 0.0 : 0.3
    return -(step * step + weight * weight + concepts * concepts + gumbel)
  }

  /// Runs a search to its end and gives every trial's score, by number.
  static func run(_ search: Search, order: (Int) -> Int = { $0 }) -> [Double] {
    var positions: [Int: [Double]] = [:]
    var index = 0
    while let wave = search.wave(index, score: { trial, _ in positions[trial].map(score) }) {
      for assignment in wave.sorted(by: { order($0.trial) < order($1.trial) }) {
        positions[assignment.trial] = assignment.positions ?? defaults
      }
      index += 1
    }
    return positions.sorted { $0.key < $1.key }.map { score($0.value) }
  }

  static let defaults = [0.9, 0.1, 0.1, 0.75]

  static func search(_ method: SearchMethod, trials: Int, seed: UInt64) -> Search {
    Search(
      method, ranges, defaults: defaults, trials: trials, epochs: 81, key: RandomKey(seed: seed))
  }
}
