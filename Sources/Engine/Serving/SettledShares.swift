import Datasets
import Foundation
import Models

/// A concept's share of what is predicted as it was asked for, and what was added to reach it.
struct SettledShare: Sendable, Equatable {
  let concept: Int
  /// The share that was reached.
  var share: Double
  var added: Double
}

/// `share=Horror:0.5`: half of what is predicted is to go through a concept.
///
/// A share `S_k / Σ_j S_j` (`predictedShares`) grows with the concept's weight and has no closed form
/// where items belong to a concept in part, so the weights are solved for: for every concept that
/// is asked for, until all of them are met,
///
/// ```
/// w_k ← w_k + ( ln t_k/t_rest − ln s_k/s_rest ) / b_k
/// ```
/// with t the shares asked for, s those of the weights so far, *rest* the concepts that nothing was
/// asked of, which keep their proportions, and b the slope seen in the step before (1 at first, its
/// value for concepts without soft items). The weights are whole multiples of 0.0001.
extension Recommender {
  /// Distance from a share at which it is met, or a hundredth of a small share; and at which one counts
  /// as asked for at all.
  static let shareTolerance = 1e-4
  static let shareUntouched = 1e-6
  /// Steps of the solution.
  static let shareSteps = 60

  /// The steering of a query with weights that reach some shares. When every concept is named, those
  /// named with the share that they have anyway are not held: they share out what the others leave. A
  /// share of 0 is a mute. When all shares are as asked for nothing is changed. `ARGS` for a concept
  /// named twice or muted, `RANGE` for shares that are more than one together or cannot be
  /// reached. At most 60 · K passes of one row.
  func settling(
    _ wanted: [Adjustment], _ query: Query
  ) throws(Fault) -> (steering: Steering, shares: [SettledShare]) {
    guard !wanted.isEmpty else { return (query.steering, []) }
    var targets = try concepts(wanted)
    var steering = query.steering
    var now = try centreShares(query)
    let muted = targets.filter { $0.share == 0 && now[$0.concept] > 0 }.map(\.concept)
    if !muted.isEmpty {
      steering.mute += muted.map { snapshot.factors.label($0).word }
      now = try centreShares(steering, query)
    }
    targets.removeAll { $0.share == 0 }
    if targets.count == open(now) {
      let edited = targets.filter { abs($0.share - now[$0.concept]) > Self.shareUntouched }
      if edited.count < targets.count { targets = edited }
    }
    try require(targets, open: open(now), now)
    guard targets.contains(where: { abs($0.share - now[$0.concept]) > Self.shareUntouched }) else {
      return (steering, [])
    }
    var solution = ShareSolution(targets, rest: open(now) > targets.count)
    for _ in 0..<Self.shareSteps where !solution.isMet(by: now) {
      try solution.step(now, limit: Double(CodeLayout.weightLimit))
      now = try centreShares(steered(steering, solution), query)
    }
    guard solution.isMet(by: now) else { throw unreachable(solution, now) }
    steering = try steered(steering, solution)
    let shares = zip(targets, solution.weights).map {
      SettledShare(concept: $0.concept, share: now[$0.concept], added: $1)
    }
    return (steering, shares)
  }

  // MARK: - Parts

  /// Concepts by number with the share that is asked for.
  private func concepts(
    _ wanted: [Adjustment]
  ) throws(Fault) -> [(concept: Int, share: Double)] {
    var targets: [(concept: Int, share: Double)] = []
    for adjustment in wanted {
      let concept = try snapshot.factors.concept(adjustment.name, at: "share")
      guard !targets.contains(where: { $0.concept == concept }) else {
        throw Fault(
          .arguments, "share names \(snapshot.factors.label(concept).word) twice", at: "share")
      }
      targets.append((concept, adjustment.amount))
    }
    return targets
  }

  /// Concepts that have a share at all.
  private func open(_ shares: [Double]) -> Int { shares.count { $0 > 0 } }

  private func require(
    _ targets: [(concept: Int, share: Double)], open: Int, _ now: [Double]
  ) throws(Fault) {
    for target in targets where now[target.concept] == 0 {
      let name = name(target.concept)
      throw Fault(
        .arguments, "\(name) is muted and can have no share; take it out of mute", at: "share")
    }
    let sum = targets.reduce(0) { $0 + $1.share }
    let isWhole = targets.count == open
    guard isWhole ? abs(sum - 1) <= Self.shareTolerance * Double(max(1, open)) : sum < 1 else {
      throw Fault(
        .range,
        isWhole
          ? "the shares of all concepts are one together, not \(Float(sum))"
          : "shares are less than one together when other concepts are to have some, not "
            + "\(Float(sum))", at: "share")
    }
  }

  private func unreachable(_ solution: ShareSolution, _ now: [Double]) -> Fault {
    let worst = solution.worst(now)
    return Fault(
      .range,
      "the share of \(name(worst.concept)) cannot be \(Float(worst.share)) here: with "
        + "\(Float(worst.weight)) added to it, it is \(Float(now[worst.concept]))", at: "share")
  }

  private func name(_ concept: Int) -> String {
    let label = snapshot.factors.label(concept)
    return label.name ?? label.word
  }

  /// A steering with the weights added to what it adds already.
  private func steered(
    _ steering: Steering, _ solution: ShareSolution
  ) throws(Fault) -> Steering {
    guard let block = snapshot.trained.layout.conceptWeights else { return steering }
    var steering = steering
    for (target, weight) in zip(solution.targets, solution.weights) {
      var place: Int?
      for (index, adjustment) in steering.add.enumerated() {
        let element = try snapshot.factors.element(adjustment.name, at: "add")
        if element.block == block, element.index == [target.concept] { place = index }
      }
      if let place {
        let own = steering.add[place]
        steering.add[place] = Adjustment(name: own.name, amount: own.amount + weight)
      } else {
        steering.add.append(Adjustment(name: block.word([target.concept]), amount: weight))
      }
    }
    return steering
  }

  private func centreShares(
    _ steering: Steering, _ query: Query
  ) throws(Fault) -> [Double] {
    var query = query
    query.steering = steering
    return try centreShares(query)
  }
}

/// The weights that are looked for, step by step.
private struct ShareSolution {
  let targets: [(concept: Int, share: Double)]
  /// Whether there are concepts that nothing is asked of.
  let rest: Bool
  private(set) var weights: [Double]
  private var before: (weights: [Double], logs: [Double])?

  init(_ targets: [(concept: Int, share: Double)], rest: Bool) {
    self.targets = targets
    self.rest = rest
    weights = targets.map { _ in 0 }
  }

  func isMet(by now: [Double]) -> Bool {
    targets.allSatisfy {
      abs($0.share - now[$0.concept]) <= Recommender.shareTolerance * min(1, 100 * $0.share)
    }
  }

  mutating func step(_ now: [Double], limit: Double) throws(Fault) {
    let asked = logs(targets.map(\.share))
    let logs = logs(targets.map { now[$0.concept] })
    let last = weights
    for place in targets.indices {
      var slope = 1.0
      if let before, abs(weights[place] - before.weights[place]) > 1e-9 {
        slope = (logs[place] - before.logs[place]) / (weights[place] - before.weights[place])
      }
      let move = (asked[place] - logs[place]) / min(1.5, max(0.1, slope))
      let weight = weights[place] + min(4, max(-4, move))
      weights[place] = (min(limit, max(-limit, weight)) * 10_000).rounded() / 10_000
    }
    before = (last, logs)
  }

  /// The concept that is farthest from its share.
  func worst(_ now: [Double]) -> (concept: Int, share: Double, weight: Double) {
    let place =
      targets.indices.max {
        abs(targets[$0].share - now[targets[$0].concept])
          < abs(targets[$1].share - now[targets[$1].concept])
      } ?? 0
    return (targets[place].concept, targets[place].share, weights[place])
  }

  /// ln of every share over what is left for the rest; ln of the share alone without a rest.
  private func logs(_ shares: [Double]) -> [Double] {
    let left = rest ? max(1e-12, 1 - shares.reduce(0, +)) : 1
    return shares.map { log(max(1e-12, $0) / left) }
  }
}
