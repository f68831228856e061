/// How settings are looked for.
public enum SearchMethod: String, Sendable, Codable, CaseIterable {
  /// Draws every trial by itself (Bergstra and Bengio, "Random Search for Hyper-Parameter
  /// Optimization", JMLR 2012).
  case random
  /// Walks over every combination of evenly spaced values.
  case grid
  /// Draws where good trials are denser than bad ones (`ParzenSearch`).
  case tpe
  /// Gives every trial a few epochs and the better ones more (`Halving`).
  case halving
}

/// What is known of a trial when the next ones are chosen.
public struct Observation: Sendable, Equatable {
  /// The trial's number, from 0.
  public let trial: Int
  /// Where it stands in each range, `0 ... 1`. `[ranges]`
  public let positions: [Double]
  /// Its validation score, higher is better; `nil` for one that failed.
  public let score: Double?

  public init(trial: Int, positions: [Double], score: Double?) {
    self.trial = trial
    self.positions = positions
    self.score = score
  }
}

/// Trial numbers by score, best first; the failed last, ties by number.
func ranked(_ observations: [Observation]) -> [Observation] {
  observations.sorted {
    let (a, b) = ($0.score ?? -.infinity, $1.score ?? -.infinity)
    return a == b ? $0.trial < $1.trial : a > b
  }
}
