import Tensors

/// `novelty=0.3`: towards what few people have, or with a negative weight towards what many have.
///
/// ```
/// score'[i] = score[i] + w · I[i]      I[i] = −ln( (n[i] + 1) / Σ_j (n[j] + 1) )  nats
/// ```
/// `n[i]` is the number of training users who have the item. I is the self-information that the
/// metric `novelty` averages, in nats as scores are; the 1 keeps an item without users finite. At
/// w = −1 popularity counts once more than the model has learned, at w = 1 it is divided out.
enum Novelty {
  static let word = "novelty"

  /// What a weight adds. O(M).
  static func addition(_ weight: Float, counts: [Int]) -> Addition {
    let total = counts.reduce(0) { $0 + $1 + 1 }
    let amounts = counts.map { weight * -Scalar.log(Float($0 + 1) / Float(total)) }
    return Addition(name: RuleName(word), amounts: amounts)
  }
}
