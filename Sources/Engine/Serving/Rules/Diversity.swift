import Datasets
import Models
import Tensors

/// `diversity=0.3`: a list whose items differ (maximal marginal relevance, J. Carbonell and J.
/// Goldstein, "The Use of MMR, Diversity-Based Reranking", SIGIR 1998).
///
/// ```
/// next = argmax over the pool of  (1 − λ) · r[i] − λ · max_{j chosen} cos(v[i], v[j])
/// r[i] = (score[i] − least) / (most − least) of the pool
/// ```
/// Their λ is our 1 − λ: here 0 is off and 1 looks at variety alone. `v` are the model's item vectors
/// of unit length. The pool is the 1 000 best, whatever `k` and `offset` are, so a shorter list is
/// the beginning of a longer one; behind the pool the list goes on by score. Scores are answered as
/// they are, so they need not fall.
enum Diversity {
  static let word = "diversity"
  /// Best items that are reordered.
  static let pool = 1000

  /// `ARGS` when the model has no item vectors.
  static func require(_ snapshot: Snapshot) throws(Fault) {
    guard snapshot.trained.itemVectors == nil else { return }
    throw Fault(
      .arguments, "\(snapshot.title) has no item vectors by which items could differ", at: word)
  }

  /// A ranking with its first places chosen by the formula. Ties go to the better score. O(first ·
  /// pool · d).
  static func reordered(
    _ ranked: [Ranked], first: Int, weight: Double, _ snapshot: Snapshot
  ) throws(Fault) -> [Ranked] {
    try require(snapshot)
    guard let vectors = snapshot.trained.itemVectors else { return ranked }
    let pool = Array(ranked.prefix(Self.pool))
    guard let most = pool.first?.score, let least = pool.last?.score else { return ranked }
    let width = vectors.columns
    let own = Tensor(
      shape: [pool.count, width], scalars: pool.flatMap { vectors.row(Int($0.index)) })
    let lambda = Float(weight)
    let span = max(most - least, .leastNormalMagnitude)
    let relevance = pool.map { (1 - lambda) * ($0.score - least) / span }
    var nearest = [Float](repeating: -1, count: pool.count)
    var open = Array(pool.indices)
    var chosen: [Int] = []
    while chosen.count < first, !open.isEmpty {
      var best = 0
      var value = -Float.infinity
      for (place, item) in open.enumerated() {
        let gain = relevance[item] - (chosen.isEmpty ? 0 : lambda * nearest[item])
        if gain > value { (best, value) = (place, gain) }
      }
      let next = open.remove(at: best)
      chosen.append(next)
      let row = Tensor(shape: [1, width], scalars: Array(own.row(next)))
      let cosines = row.product(own, transposingOther: true).scalars
      for item in open { nearest[item] = max(nearest[item], cosines[item]) }
    }
    return chosen.map { pool[$0] } + open.map { pool[$0] } + ranked.dropFirst(Self.pool)
  }
}
