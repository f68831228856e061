import Tensors

/// `seed=7`: another order of what scores nearly the same, the same for the same seed.
///
/// ```
/// score'[i] = score[i] + T · G[i]      G[i] = −ln(−ln u[i]),  u[i] from the key of the seed
/// ```
/// Gumbel noise of scale T makes the list a draw without replacement from softmax(score / T) (E. J.
/// Gumbel 1954; W. Kool et al., "Stochastic Beams and Where to Find Them", ICML 2019). T is a tenth of
/// the standard deviation of the 100 best open scores, so neighbours change places and what is far
/// ahead stays ahead, in whatever unit a model scores. The draw of an item depends on the seed and
/// its column alone: pages of one seed fit together.
enum Rotation {
  static let word = "seed"
  /// T over the standard deviation of the best scores.
  static let strength: Float = 0.1
  /// Best open scores whose deviation is taken.
  static let best = 100

  /// What a seed adds, given open scores `[1, M]` (barred ones are −∞). O(M).
  static func addition(_ seed: Int, _ scores: Tensor) -> Addition {
    let key = RandomKey(seed: UInt64(seed)).child("rotation")
    let top = scores.topK(best, row: 0).map { Double($0.score) }
    let mean = top.reduce(0, +) / Double(max(1, top.count))
    let variance = top.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, top.count))
    let scale = strength * Float(variance.squareRoot())
    let amounts = (0..<scores.count).map { item in
      scale * -Scalar.log(-Scalar.log(key.uniform(at: item)))
    }
    return Addition(name: RuleName(word), amounts: amounts)
  }
}
