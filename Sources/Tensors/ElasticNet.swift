internal import CKernels

/// Non-negative elastic nets by coordinate descent on a Gram matrix (Friedman, Hastie, Tibshirani,
/// "Regularization Paths for Generalized Linear Models via Coordinate Descent", J. Stat. Software
/// 33, 2010, §2.2, covariance updates).
public struct ElasticNet: Sendable {
  /// Weight of Σ w, at least 0.
  public var l1: Float
  /// Weight of ½ Σ w², at least 0.
  public var l2: Float
  /// Most passes over the coordinates.
  public var passes: Int
  /// A pass in which no coordinate moved further than this ends the descent.
  public var tolerance: Float

  public init(l1: Float, l2: Float, passes: Int, tolerance: Float) {
    self.l1 = l1
    self.l2 = l2
    self.passes = passes
    self.tolerance = tolerance
  }

  /// Minimises `½ wᵀGw − g·w + l1 Σ w + ½ l2 Σ w²` over w ≥ 0 with w zero outside `candidates`,
  /// where g is row `target` of G and the target itself must not be a candidate.
  ///
  /// `residual` `[M]` is scratch and holds g − Gw afterwards, which is what the conditions of an
  /// optimum are stated in: `residual[i] − l1 − l2 w[i]` is 0 where w[i] > 0 and at most 0
  /// elsewhere. Returns the weights in the order of the candidates. O(M) for every coordinate that
  /// moves, O(candidates) for every pass.
  public func weights(
    of gram: UnsafeBufferPointer<Float>, target: Int, candidates: [Int32],
    residual: UnsafeMutableBufferPointer<Float>
  ) -> [Float] {
    let m = residual.count
    precondition(gram.count == m * m, "elastic net: Gram matrix of \(gram.count) for \(m) columns")
    precondition(!candidates.contains(Int32(target)), "elastic net: \(target) explains itself")
    _ = residual.update(fromContentsOf: gram[target * m..<(target + 1) * m])
    var weights = [Float](repeating: 0, count: candidates.count)
    for _ in 0..<passes {
      var furthest: Float = 0
      for (position, candidate) in candidates.enumerated() {
        let i = Int(candidate)
        let old = weights[position]
        // An item that nobody has explains nothing.
        let curvature = gram[i * m + i] + l2
        guard curvature > 0 else { continue }
        let new = max(0, (residual[i] + gram[i * m + i] * old - l1) / curvature)
        guard new != old else { continue }
        weights[position] = new
        facet_axpy(m, old - new, gram.baseAddress! + i * m, residual.baseAddress!)
        furthest = max(furthest, abs(new - old))
      }
      if furthest <= tolerance { break }
    }
    return weights
  }
}
