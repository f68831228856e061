internal import CKernels

/// Over all pairs of a bound and a score: 2 where the score is above the bound, 1 where it is equal.
///
/// The statistic behind the area under the curve, without a sort of the scores. O(scores) for fewer
/// than 32 bounds on AVX-512, O(bounds · scores) otherwise, vectorised. Numbers that are not numbers
/// count as below.
public func pairsAbove(_ bounds: [Float], in scores: Span<Float>) -> Int {
  scores.withUnsafeBufferPointer { scores in
    guard let base = scores.baseAddress else { return 0 }
    // With a handful of bounds it is cheaper to hold every score against each.
    if (5..<32).contains(bounds.count), facet_has_avx512() != 0, !bounds.contains(where: \.isNaN) {
      let few = FewBounds(bounds)
      return Int(
        facet_above_few(scores.count, base, few.bounds.count, few.bounds, few.equals))
    }
    return Int(facet_above(scores.count, base, bounds.count, bounds))
  }
}

/// Fewer than 32 bounds in ascending order, filled up with infinity, so that the last is none.
private struct FewBounds {
  var bounds: [Float]
  /// How many bounds are equal to the first of their kind; 0 at the others, and at infinity where it
  /// only fills up.
  var equals: [Int32]

  init(_ unordered: [Float]) {
    let width = unordered.count < 16 ? 16 : 32
    bounds = unordered.sorted() + [Float](repeating: .infinity, count: width - unordered.count)
    equals = [Int32](repeating: 0, count: width)
    var first = 0
    for place in unordered.indices {
      if bounds[place] != bounds[first] { first = place }
      equals[first] += 1
    }
  }
}
