import Tensors
import Testing

@testable import Evaluation

@Suite struct ConceptStabilityTests {
  private func permutations(_ count: Int, of total: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return permutations(count - 1, of: total).flatMap { path in
      (0..<total).filter { !path.contains($0) }.map { path + [$0] }
    }
  }

  @Test(arguments: [(1, 1), (3, 3), (4, 6), (5, 5), (6, 6)])
  func `the assignment is the best of all`(rows: Int, columns: Int) {
    for seed in 0..<10 as Range<UInt64> {
      let key = RandomKey(seed: seed)
      let gains = (0..<rows).map { r in
        (0..<columns).map { Double(key.uniform(at: r * columns + $0)) * 2 - 1 }
      }
      func total(_ chosen: [Int]) -> Double {
        chosen.enumerated().reduce(0) { $0 + gains[$1.offset][$1.element] }
      }
      let best = Assignment.best(gains)
      #expect(Set(best).count == rows)
      let brute = permutations(rows, of: columns).map(total).max() ?? 0
      #expect(abs(total(best) - brute) < 1e-12)
    }
  }

  @Test func `renumbered concepts are matched with a cosine of one`() {
    let key = RandomKey(seed: 8)
    let a = Tensor(shape: [50, 4], scalars: (0..<200).map { key.uniform(at: $0) })
    let order = [2, 0, 3, 1]
    let b = Tensor(
      shape: [50, 4], scalars: (0..<50).flatMap { i in order.map { a.scalars[i * 4 + $0] } })
    let matches = ConceptStability.matches(a, b)
    #expect(matches.map { order[$0.second] } == [0, 1, 2, 3])
    #expect(matches.allSatisfy { abs($0.cosine - 1) < 1e-9 })
  }

  @Test func `of models with other numbers of concepts the smaller decides how many match`() {
    let key = RandomKey(seed: 9)
    let a = Tensor(shape: [30, 5], scalars: (0..<150).map { key.uniform(at: $0) })
    let picked = (0..<30).flatMap { row -> [Float] in
      let start = row * 5
      return [a.scalars[start + 4], a.scalars[start + 1]]
    }
    let b = Tensor(shape: [30, 2], scalars: picked)
    let matches = ConceptStability.matches(a, b)
    #expect(matches.map(\.first) == [1, 4] && matches.map(\.second) == [1, 0])
  }
}
