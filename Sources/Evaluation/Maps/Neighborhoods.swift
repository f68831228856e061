import Foundation
import Tensors

/// Which points are near which, as probabilities: the input side of t-SNE (van der Maaten, Hinton,
/// "Visualizing Data using t-SNE", JMLR 2008, equations 1 and 10, section 2).
///
///   p(j|i) ∝ exp( −β_i ‖x_i − x_j‖² ),  β_i such that the entropy of p(·|i) is ln perplexity
///   p(i,j) = ( p(j|i) + p(i|j) ) / 2N
struct Neighborhoods {
  /// Number of points, N.
  let count: Int
  /// Symmetric, sums to 1, zero on the diagonal. `[N, N]`
  let joint: [Double]

  /// Halvings of the search for β, and the error of the entropy it ends at, nats.
  static let mostSteps = 100
  static let tolerance = 1e-6

  /// Of points `[N, d]`. The perplexity is cut to what N − 1 neighbours allow. O(N²·d).
  init(_ points: Tensor, perplexity: Double) {
    count = points.rows
    let n = count
    let target = log(max(1, min(perplexity, Double(n - 1) / 3)))
    var joint = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      let row = Self.conditional(Self.squaredDistances(points, from: i), without: i, target)
      for j in 0..<n {
        joint[i * n + j] += row[j] / Double(2 * n)
        joint[j * n + i] += row[j] / Double(2 * n)
      }
    }
    self.joint = joint
  }

  /// p(·|i) from squared distances, with an entropy of `target` nats. Distances that are all equal
  /// have one distribution only, the uniform one.
  static func conditional(_ distances: [Double], without i: Int, _ target: Double) -> [Double] {
    let nearest = distances.indices.reduce(Double.infinity) {
      $1 == i ? $0 : min($0, distances[$1])
    }
    var (beta, low, high) = (1.0, 0.0, Double.infinity)
    var p = distances
    for _ in 0..<mostSteps {
      var total = 0.0
      for j in p.indices {
        p[j] = j == i ? 0 : exp(-beta * (distances[j] - nearest))
        total += p[j]
      }
      for j in p.indices { p[j] /= max(total, .leastNormalMagnitude) }
      let excess = entropy(p) - target
      if abs(excess) < tolerance { break }
      if excess > 0 { low = beta } else { high = beta }
      beta = high.isInfinite ? beta * 2 : (low + high) / 2
    }
    return p
  }

  /// Entropy of a distribution, nats.
  static func entropy(_ p: [Double]) -> Double {
    p.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
  }

  static func squaredDistances(_ points: Tensor, from i: Int) -> [Double] {
    let d = points.columns
    return (0..<points.rows).map { j in
      (0..<d).reduce(0) {
        let difference = Double(points.scalars[i * d + $1]) - Double(points.scalars[j * d + $1])
        return $0 + difference * difference
      }
    }
  }
}
