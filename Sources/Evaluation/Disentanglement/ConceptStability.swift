public import Tensors

/// Whether two models found the same concepts: the concepts of one matched to those of the other by
/// the assignment of greatest total cosine between their membership vectors over the same items.
/// What a concept is depends on the seed, and numbers of concepts mean nothing across models.
public enum ConceptStability {
  /// A concept of the first model and the one of the second that it was matched to.
  public struct Match: Sendable, Equatable, Codable {
    public var first: Int
    public var second: Int
    /// Cosine of the memberships c[·, first] and c[·, second]; 0 when one of them has no items.
    public var cosine: Double
  }

  /// A cosine above which two concepts are called the same.
  public static let same = 0.7

  /// Matches between memberships `[M, K]` and `[M, L]` over the same items, in the order of the
  /// first model; as many as the smaller of K and L. O(M·K·L + K²·L).
  public static func matches(_ a: Tensor, _ b: Tensor) -> [Match] {
    precondition(a.rows == b.rows, "stability: memberships of \(a.rows) and \(b.rows) items")
    guard a.columns <= b.columns else {
      return matches(b, a).map { Match(first: $0.second, second: $0.first, cosine: $0.cosine) }
        .sorted { $0.first < $1.first }
    }
    func column(_ tensor: Tensor, _ k: Int) -> [Double] {
      let values = (0..<tensor.rows).map { Double(tensor.scalars[$0 * tensor.columns + k]) }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 0 ? values.map { $0 / length } : values
    }
    let left = (0..<a.columns).map { column(a, $0) }
    let right = (0..<b.columns).map { column(b, $0) }
    let cosines = left.map { x in
      right.map { y in zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    return Assignment.best(cosines).enumerated().map {
      Match(first: $0.offset, second: $0.element, cosine: cosines[$0.offset][$0.element])
    }
  }
}
