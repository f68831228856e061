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
public struct Calibration: Metric {
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

  public func value(_ ranking: UserRanking) -> Double {
    guard let p = traits.mix(of: ranking.visible) else { return 0 }
    let q = traits.mix(of: ranking.items.prefix(depth))
    var divergence = 0.0
    for g in p.indices where p[g] > 0 {
      divergence += p[g] * log(p[g] / ((1 - Self.alpha) * (q?[g] ?? 0) + Self.alpha * p[g]))
    }
    return max(0, divergence)
  }
}
