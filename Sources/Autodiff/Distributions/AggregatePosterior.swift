import Tensors

extension Variable {
  /// `ln q̂_G(z)` of every draw under the aggregate of the batch's Gaussian posteriors N(mean, e^l), for
  /// groups of columns (`AggregateDensity`): self is the draws, `[B, d]`, each from its own row's
  /// posterior; the result is `[B, groups]`. `population` is the number of users that the batch was
  /// taken from.
  /// With p the share of posterior b' in q̂_G(z_b) and s = (z_b − μ_b') e^(−l_b'):
  /// dz_b = −Σ_b' dy p s,  dμ_b' = Σ_b dy p s,  dl_b' = ½ Σ_b dy p ((z_b − μ_b') s − 1)
  public func aggregateLogDensity(
    mean: Variable, logVariance: Variable, groups: [Range<Int>], population: Int
  ) -> Variable {
    let density = AggregateDensity(
      of: value, means: mean.value, logVariances: logVariance.value, groups: groups,
      population: population)
    return graph.record(density.logDensities, from: self, mean, logVariance) { dy in
      let gradients = density.pullback(dy)
      return [gradients.draws, gradients.means, gradients.logVariances]
    }
  }
}
