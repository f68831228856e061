/// Holm's step-down correction (Holm 1979): the chance of one false claim among m tests stays at α,
/// whatever their dependence, and it rejects whatever Bonferroni does and more.
///
///     p̃₍ᵢ₎ = max_{j ≤ i} min(1, (m − j + 1) · p₍ⱼ₎),   p₍₁₎ ≤ … ≤ p₍ₘ₎
public enum HolmCorrection {
  /// Adjusted values in the order of `p`; a claim holds at level α when its value is at most α.
  /// O(m log m).
  public static func adjusted(_ p: [Double]) -> [Double] {
    let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
    var adjusted = p
    var highest = 0.0
    for (step, index) in order.enumerated() {
      highest = max(highest, min(1, Double(p.count - step) * p[index]))
      adjusted[index] = highest
    }
    return adjusted
  }
}
