public import Models
public import Tensors

/// A search of settings: which trials there are, where they stand, and how far they go.
///
/// A search runs in waves. What stands in a wave may run side by side, in any order; the next wave
/// is chosen from the scores of the ones before. So what is tried depends on the key and on the
/// scores, and never on how many trials ran at once or which of them was faster. Trial 0 is the
/// defaults.
public struct Search: Sendable {
  /// Trials that are chosen together by a method that looks at scores.
  public static let generation = 4

  public let method: SearchMethod
  public let ranges: [SearchRange]
  /// Trials there will be, the defaults among them.
  public let trials: Int
  /// Most epochs of a trial.
  public let epochs: Int
  private let defaults: [Double]
  private let grid: Grid
  private let halving: Halving
  private let key: RandomKey

  /// A trial of a wave.
  public struct Assignment: Sendable, Equatable {
    public let trial: Int
    /// Where it stands in each range; `nil` for the defaults.
    public let positions: [Double]?
    /// Epochs it has when the wave is done.
    public let epochs: Int
  }

  /// A search. `defaults` are the positions of the defaults; one in `keep` goes on where trials are
  /// halved; `levels` values of every continuous range stand in a grid. A search of no ranges has
  /// one trial, a grid as many as it has points.
  public init(
    _ method: SearchMethod, _ ranges: [SearchRange], defaults: [Double], trials: Int, epochs: Int,
    keep: Int = 3, levels: Int = 3, key: RandomKey
  ) {
    precondition(defaults.count == ranges.count, "search: \(defaults.count) defaults")
    precondition(trials > 0 && epochs > 0, "search: \(trials) trials of \(epochs) epochs")
    self.method = method
    self.ranges = ranges
    self.epochs = epochs
    self.defaults = defaults
    self.key = key
    grid = Grid(ranges, levels: levels)
    self.trials = ranges.isEmpty ? 1 : method == .grid ? 1 + grid.count : trials
    halving = Halving(
      trials: self.trials, epochs: method == .halving ? epochs : 1, keep: keep)
  }

  /// Epochs of all trials together, when none stops early.
  public var epochsAtMost: Int {
    guard method == .halving else { return trials * epochs }
    var below = 0
    return halving.rungs.reduce(0) { sum, rung in
      defer { below = rung.epochs }
      return sum + rung.trials * (rung.epochs - below)
    }
  }

  /// The trials of wave `index`, given the score a trial had after so many epochs, which is asked
  /// of trials of earlier waves only; `nil` after the last wave.
  public func wave(
    _ index: Int, score: (_ trial: Int, _ epochs: Int) -> Double?
  ) -> [Assignment]? {
    switch method {
    case .random, .grid:
      guard index == 0 else { return nil }
      return (0..<trials).map { Assignment(trial: $0, positions: still($0), epochs: epochs) }
    case .tpe: return parzenWave(index, score)
    case .halving: return rung(index, score)
    }
  }

  /// Where a trial stands that is chosen without looking at scores.
  private func still(_ trial: Int) -> [Double]? {
    guard trial > 0 else { return nil }
    if method == .grid { return grid.positions(trial - 1) }
    return ranges.indices.map { trialKey(trial).child($0).position(at: 0) }
  }

  private func trialKey(_ trial: Int) -> RandomKey { key.child("trial").child(trial) }

  /// The first wave is the draws that look at nothing; then one generation after the other, each
  /// from all trials before it.
  private func parzenWave(
    _ index: Int, _ score: (Int, Int) -> Double?
  ) -> [Assignment]? {
    let parzen = ParzenSearch(ranges)
    var observed: [Observation] = []
    var start = 0
    for wave in 0...index {
      let count = wave == 0 ? ParzenSearch.startup : Self.generation
      let members = start..<min(trials, start + count)
      guard !members.isEmpty else { return nil }
      let assignments = members.map { trial in
        Assignment(
          trial: trial,
          positions: trial == 0 ? nil : parzen.position(after: observed, key: trialKey(trial)),
          epochs: epochs)
      }
      guard wave < index else { return assignments }
      observed += assignments.map {
        Observation(
          trial: $0.trial, positions: $0.positions ?? defaults, score: score($0.trial, epochs))
      }
      start = members.upperBound
    }
    return nil
  }

  private func rung(_ index: Int, _ score: (Int, Int) -> Double?) -> [Assignment]? {
    guard index < halving.rungs.count else { return nil }
    var alive = Array(0..<trials)
    for rung in halving.rungs.indices.prefix(index + 1).dropFirst() {
      let below = halving.rungs[rung - 1].epochs
      alive = halving.promoted(
        to: rung,
        from: alive.map { Observation(trial: $0, positions: [], score: score($0, below)) })
    }
    return alive.map {
      Assignment(trial: $0, positions: still($0), epochs: halving.rungs[index].epochs)
    }
  }
}

/// Every combination of evenly spaced values.
struct Grid: Sendable {
  private let axes: [[Double]]

  /// `levels` positions of every range that has more values, the ends among them; all values of the
  /// others. With one level the middle.
  init(_ ranges: [SearchRange], levels: Int) {
    axes = ranges.map { range in
      if let count = range.count, count <= levels || range.isChoice {
        return (0..<count).map { (Double($0) + 0.5) / Double(count) }
      }
      guard levels > 1 else { return [0.5] }
      return (0..<levels).map { Double($0) / Double(levels - 1) }
    }
  }

  /// Number of combinations; at most a million, where the count stops.
  var count: Int { axes.reduce(1) { min(1_000_000, $0 * $1.count) } }

  /// Combination `index`, the last range moving fastest.
  func positions(_ index: Int) -> [Double] {
    var rest = index
    return axes.reversed().map { axis in
      defer { rest /= axis.count }
      return axis[rest % axis.count]
    }.reversed()
  }
}

extension SearchRange {
  fileprivate var isChoice: Bool {
    if case .choice = values { return true }
    return false
  }
}
