import Tensors
import Testing

/// Facts of the keys everything random rests on.
@Suite struct RandomKeyTests {
  @Test func `different seeds give different streams`() {
    // Seeds that differ in one bit, in the low and in the high half, among them.
    let seeds = (0..<64).map { UInt64(1) << $0 } + (0..<1000).map { UInt64($0) * 3 }
    let first = Set(Set(seeds).map { RandomKey(seed: $0).bits })
    #expect(first.count == Set(seeds).count)
  }

  @Test func `the same seed gives the same stream`() {
    #expect(RandomKey(seed: 7).bits(at: 41) == RandomKey(seed: 7).bits(at: 41))
    #expect(RandomKey(seed: 7).child("a").child(3) == RandomKey(seed: 7).child("a").child(3))
  }

  @Test func `children differ by name, by number, by order and from their parent`() {
    let key = RandomKey(seed: 7)
    let family = [
      key, key.child("a"), key.child("b"), key.child("ab"), key.child(0), key.child(1),
      key.child(-1), key.child("a").child("b"), key.child("b").child("a"), key.child(""),
    ]
    #expect(Set(family).count == family.count)
  }

  @Test func `numbered children do not collide`() {
    let key = RandomKey(seed: 7)
    #expect(Set((0..<100_000).map { key.child($0) }).count == 100_000)
  }

  @Test func `uniform draws have the moments of the uniform distribution`() {
    let key = RandomKey(seed: 11)
    let count = 200_000
    let draws = (0..<count).map { Double(key.uniform(at: $0)) }
    let mean = draws.reduce(0, +) / Double(count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    // Five standard errors: √(1/12/n) of the mean, √(1/180/n) of the variance.
    #expect(abs(mean - 0.5) < 5 * (1.0 / 12 / Double(count)).squareRoot())
    #expect(abs(variance - 1.0 / 12) < 5 * (1.0 / 180 / Double(count)).squareRoot())
    #expect(draws.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func `neighbouring draws and neighbouring keys are uncorrelated`() {
    let key = RandomKey(seed: 5)
    let count = 100_000
    func correlation(_ pair: (Int) -> (Float, Float)) -> Double {
      let sum = (0..<count).reduce(0.0) {
        let (a, b) = pair($1)
        return $0 + Double(a - 0.5) * Double(b - 0.5)
      }
      return sum / Double(count) * 12
    }
    // One standard error is 1/√n = 0.0032.
    #expect(abs(correlation { (key.uniform(at: $0), key.uniform(at: $0 + 1)) }) < 0.016)
    #expect(
      abs(correlation { (key.child($0).uniform(at: 0), key.child($0 + 1).uniform(at: 0)) }) < 0.016)
  }

  @Test(arguments: [0, 1, 2, 10, 1000])
  func `a permutation holds every number once`(count: Int) {
    #expect(RandomKey(seed: 3).permutation(count).sorted() == Array(0..<count))
  }

  @Test func `every place of a permutation is equally likely`() {
    let key = RandomKey(seed: 9)
    var counts = [Int](repeating: 0, count: 24)
    for trial in 0..<24_000 {
      let p = key.child(trial).permutation(4)
      // Lehmer code: which of the 24 permutations this is.
      let code = p.indices.reduce(0) { code, i in
        code * (4 - i) + p[(i + 1)...].count { $0 < p[i] }
      }
      counts[code] += 1
    }
    // χ² with 23 degrees of freedom: above 49.7 once in a thousand seeds, and the seed is fixed.
    let chiSquare = counts.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect(chiSquare < 49.7)
  }

  @Test func `a generator draws the key's stream in order`() {
    let key = RandomKey(seed: 2)
    var generator = key.generator
    #expect((0..<3).map { _ in generator.next() } == (0..<3).map { key.bits(at: $0) })
  }
}
