public import Tensors

/// How far a knob on a concept reaches an item: the reach `g(c)` of a weight into the scores.
///
/// ```
/// g(c) = 0 below 5 %,  1 from 50 % on,  ((c − 0.05) / 0.45)² between
/// score'[u,i] = score[u,i] + Σ_k w[u,k] · g(c[i,k])
/// ```
/// A tilt of the whole prediction: `+1` multiplies the odds of the concept's own items by e. Weighing
/// the components of the mixture instead (`ln Σ_k c[i,k] e^w …`) is the same for items that belong to
/// one concept, and worse for soft ones: at large weights a share of one in a hundred decides the
/// order of items that have nothing to do with the concept. The square keeps items that belong to a
/// concept in part behind its own: at half the way they are reached by a quarter. Three facts follow,
/// and are tested:
/// - items with less than 5 % of a concept keep their scores to the bit, so their order stays;
/// - no item overtakes one of the concept's own (50 % and more) as the weight grows, so the number of
///   own items in any list never falls;
/// - a weight of 0 changes no bit.
public enum ConceptReach {
  /// Memberships below this are out of reach.
  public static let little: Float = 0.05
  /// Memberships from here on are reached in full: the concept's own items.
  public static let full: Float = 0.5

  /// The reach into every item, concept by concept. `[M, K] → [K, M]`, O(M · K).
  public static func table(_ concepts: Tensor) -> Tensor {
    concepts.transposed().map {
      let way = min(1, max(0, ($0 - little) / (full - little)))
      return way * way
    }
  }

  /// Adds every user's weights to the scores, through the reach. Weights of 0 and of −∞ (a mute,
  /// which is the model's affair) add nothing. `scores` `[B, M]`, `weights` `[B, K]`, `reach`
  /// `[K, M]`. O(M) per weight.
  public static func tilt(_ scores: inout Tensor, weights: Tensor, reach: Tensor) {
    let (users, k, m) = (weights.rows, reach.rows, reach.columns)
    precondition(
      scores.shape == [users, m] && weights.count == users * k,
      "tilt: scores \(scores.shape), weights \(weights.shape), reach \(reach.shape)")
    for position in 0..<users * k {
      let weight = weights.scalars[position]
      guard weight != 0, weight > -.infinity else { continue }
      let (row, concept) = (position / k * m, position % k * m)
      for item in 0..<m {
        scores.scalars[row + item] += weight * reach.scalars[concept + item]
      }
    }
  }
}
