import Models
import Tensors

/// Where somebody's predicted mass lies, by concept, and how sure the model is of it.
struct PredictedShares: Sendable {
  /// Share of the predicted mass that goes through each concept, under the centre of the posterior;
  /// they sum to one.
  var shares: [Double]
  /// Mean, 5 % and 95 % quantile over draws of the code from its posterior; empty for a model
  /// whose code has no spread. They need not hold the share of the centre: in d dimensions a draw
  /// lies σ√d from it, and noise evens shares out.
  var posterior: [(mean: Double, low: Double, high: Double)] = []
}

extension Recommender {
  /// Draws of the code.
  static let posteriorDraws = 64

  /// Each concept's share in the whole predicted mass, `S_k / Σ_j S_j` with `S_k = Σ_i exp
  /// score_k[i]` where only concept k is decoded: what a person is offered, by concept. With
  /// uncertainty: the same of draws `z ~ q(z | history)` with a fixed key, so that the same history
  /// has the same interval. Empty for a model without concepts. K passes of 65 rows.
  func predictedShares(_ query: Query) throws(Fault) -> PredictedShares {
    guard let block = snapshot.trained.layout.conceptWeights else {
      return PredictedShares(shares: [])
    }
    let row = try steeredRow(query)
    let overrides = try query.steering.overrides(snapshot.factors)
    let centre = try masses(row, overrides, block, nil)
    guard snapshot.trained.layout.blocks.contains(where: { centre.spread.contains($0.name) }) else {
      return PredictedShares(shares: Self.shares(centre.masses.map { $0[0] }))
    }
    let key = RandomKey(seed: 0).child("profile")
    let rows = row.selecting([Int](repeating: 0, count: Self.posteriorDraws))
    let drawn = try masses(rows, overrides, block, key).masses
    let draws = (0..<Self.posteriorDraws).map { draw in
      Self.shares(drawn.map { $0[draw] })
    }
    let posterior = (0..<block.count).map { concept in
      let sorted = draws.map { $0[concept] }.sorted()
      return (
        mean: sorted.reduce(0, +) / Double(sorted.count), low: Self.quantile(0.05, of: sorted),
        high: Self.quantile(0.95, of: sorted)
      )
    }
    return PredictedShares(
      shares: Self.shares(centre.masses.map { $0[0] }), posterior: posterior)
  }

  /// The shares of the centre alone. K passes of one row.
  func centreShares(_ query: Query) throws(Fault) -> [Double] {
    guard let block = snapshot.trained.layout.conceptWeights else { return [] }
    let overrides = try query.steering.overrides(snapshot.factors)
    return Self.shares(try masses(steeredRow(query), overrides, block, nil).masses.map { $0[0] })
  }

  /// ln S_k of every row, concept by concept, and the blocks that have a spread.
  private func masses(
    _ rows: SparseRows, _ overrides: [Override], _ block: CodeBlock, _ key: RandomKey?
  ) throws(Fault) -> (masses: [[Double]], spread: [String]) {
    func named(_ action: Override.Action) -> Set<[Int]> {
      Set(overrides.filter { $0.block == block.name && $0.action == action }.map(\.index))
    }
    let (kept, muted) = (named(.only), named(.mute))
    let others = overrides.filter {
      !($0.block == block.name && ($0.action == .only || $0.action == .mute))
    }
    var masses: [[Double]] = []
    var spread: [String] = []
    for concept in 0..<block.count {
      guard !muted.contains([concept]), kept.isEmpty || kept.contains([concept]) else {
        masses.append([Double](repeating: -.infinity, count: rows.rows))
        continue
      }
      let alone = others + [Override(block.name, [concept], .only)]
      let passed = try run(rows, alone, sampling: key)
      spread = snapshot.trained.layout.blocks.map(\.name).filter { passed.code.spread($0) != nil }
      masses.append(passed.scores.logSumExp().scalars.map { Double($0) })
    }
    return (masses, spread)
  }

  /// Shares from logarithms of masses; those of −∞ have none.
  private static func shares(_ masses: [Double]) -> [Double] {
    let top = masses.max() ?? 0
    let weights = masses.map { $0 == -.infinity ? 0 : Double(Scalar.exp(Float($0 - top))) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// Quantile of sorted numbers by linear interpolation (Hyndman and Fan's type 7).
  static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
