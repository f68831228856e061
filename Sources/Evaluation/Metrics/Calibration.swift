import Foundation

/// How far the mix of an attribute in the list is from the mix in the user's history, as
/// Kullback–Leibler divergence in nats; lower is better (Steck, "Calibrated recommendations", RecSys
/// 2018, equations 2, 3 and 6).
///
///     p(g) = mean_{i ∈ H} 1[g ∈ G_i]/|G_i|      q(g) = mean_{i ∈ L} 1[g ∈ G_i]/|G_i|
///     C@k  = Σ_g p(g) · ln(p(g) / ((1 − α) q(g) + α p(g)))      α = 0.01
///
/// Items without a value are left out of both means. A history without values asks for nothing: 0.
/// A list without any gives the greatest value, ln 1/α ≈ 4.6.
public struct Calibration: CumulativeMetric {
  public let depth: Int
  private let traits: ItemTraits
  private static let alpha = 0.01

  /// Miscalibration of the first `k` places in an attribute; traps unless `k` is positive.
  public init(at k: Int, _ traits: ItemTraits) {
    precondition(k > 0, "calibration: cut-off \(k)")
    depth = k
    self.traits = traits
  }

  public var name: String { "calibration-kl@\(depth)" }

  public func isSame(as other: Calibration) -> Bool { traits == other.traits }

  public func values(_ ranking: UserRanking, at cutoffs: [Int]) -> [Double] {
    var history = TraitMix(traits)
    history.add(ranking.visible)
    let p = history.shares
    guard !p.isEmpty else { return cutoffs.map { _ in 0 } }
    var list = TraitMix(traits)
    var walked = 0
    return cutoffs.map { k in
      list.add(ranking.items.prefix(k).dropFirst(walked))
      walked = k
      let q = list.shares
      var divergence = 0.0
      for g in p.indices where p[g] > 0 {
        let share = q.isEmpty ? 0 : q[g]
        divergence += p[g] * log(p[g] / ((1 - Self.alpha) * share + Self.alpha * p[g]))
      }
      return max(0, divergence)
    }
  }
}
