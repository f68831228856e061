import Tensors
import Testing

@Suite struct PairOrderTests {
  @Test(arguments: [0, 1, 15, 16, 2047, 2048, 2049, 5000])
  func `every pair counts once above and half when equal`(count: Int) {
    let key = RandomKey(seed: 1).child(count)
    let scores = (0..<count).map { (key.uniform(at: $0) * 50).rounded(.down) }
    let bounds: [Float] = [0, 7, 49, 50, -.infinity, 23, .infinity]
    let expected = bounds.reduce(0) { sum, bound in
      sum + scores.reduce(0) { $0 + ($1 > bound ? 2 : $1 == bound ? 1 : 0) }
    }
    #expect(pairsAbove(bounds, in: scores.span) == expected)
    #expect(pairsAbove([], in: scores.span) == 0)
  }

  @Test(arguments: [1, 4, 5, 15, 16, 30, 31, 32, 40])
  func `as many bounds as there may be are counted alike`(count: Int) {
    let key = RandomKey(seed: 2).child(count)
    // Coarse, so that bounds repeat and scores are equal to them; infinities and both zeros too.
    let coarse = (0..<3001).map { (key.uniform(at: $0) * 40 - 20).rounded(.down) / 4 }
    let scores = coarse + [.infinity, -.infinity, 0, -0.0, .nan]
    let picked = (0..<count).map { coarse[$0 * 7] }
    for bounds in [picked, [.infinity, -.infinity, -0.0] + picked.dropFirst(3), [.nan] + picked] {
      let expected = bounds.reduce(0) { sum, bound in
        sum + scores.reduce(0) { $0 + ($1 > bound ? 2 : $1 == bound ? 1 : 0) }
      }
      #expect(pairsAbove(bounds, in: scores.span) == expected)
    }
  }
}
