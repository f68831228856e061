internal import CKernels

/// Over all pairs of a bound and a score: 2 where the score is above the bound, 1 where it is equal.
///
/// The statistic behind the area under the curve, without a sort: O(bounds · scores), vectorised.
/// Numbers that are not numbers count as below.
public func pairsAbove(_ bounds: [Float], in scores: Span<Float>) -> Int {
  scores.withUnsafeBufferPointer { scores in
    bounds.withUnsafeBufferPointer { bounds in
      guard let base = scores.baseAddress, let first = bounds.baseAddress else { return 0 }
      return Int(facet_above(scores.count, base, bounds.count, first))
    }
  }
}
