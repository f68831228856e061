// The fused mixture decoder against the formulas of its header written out naively in `Double`.
import Foundation
import TestSupport
import Testing

@testable import Tensors

struct MixtureSoftmaxTests {
  /// A problem; the last is over several blocks of users and several tiles of items (240 each).
  struct Problem: CustomTestStringConvertible, Sendable {
    let users: Int
    let items: Int
    let concepts: Int
    let width: Int
    var temperature: Float = 0.1
    var values = false
    var testDescription: String { "\(users) users, \(items) items, \(concepts) concepts" }

    private var key: RandomKey { RandomKey(seed: 13).child(users).child(concepts) }
    var codes: Tensor {
      KeyedTensors.normal([users * concepts, width], key.child("codes")).normalizedRows().unit
    }
    var vectors: Tensor {
      KeyedTensors.normal([items, width], key.child("items")).normalizedRows().unit
    }
    var weights: Tensor {
      KeyedTensors.normal([items, concepts], key.child("weights"), scale: 3).softmax()
    }
    var targets: SparseRows {
      let rows = KeyedTensors.histories(
        rows: users, columns: items, density: 0.05, key.child("targets"), empty: 1)
      guard values else { return rows }
      let uniform = KeyedTensors.uniform([rows.entries], key.child("values"), in: 0.5...2)
      return SparseRows(
        columns: items, offsets: rows.offsets, indices: rows.indices, values: uniform.scalars)
    }
  }

  static let problems = [
    Problem(users: 3, items: 7, concepts: 1, width: 4),
    Problem(users: 5, items: 40, concepts: 3, width: 6, temperature: 0.3, values: true),
    Problem(users: 90, items: 530, concepts: 6, width: 5),
    Problem(users: 19, items: 250, concepts: 18, width: 21),
  ]

  /// Loss and gradients by the formulas, all in `Double`.
  struct Naive {
    var losses: [Double]
    var scores: [Double]
    var codes: [Double]
    var items: [Double]
    var concepts: [Double]

    init(_ problem: Problem, mute: Int? = nil) {
      let (b, m, k, d) = (problem.users, problem.items, problem.concepts, problem.width)
      let z = problem.codes.scalars.map { Double($0) }
      let h = problem.vectors.scalars.map { Double($0) }
      let c = problem.weights.scalars.map { Double($0) }
      let t = Double(problem.temperature)
      let targets = problem.targets
      losses = [Double](repeating: 0, count: b)
      scores = [Double](repeating: 0, count: b * m)
      codes = [Double](repeating: 0, count: b * k * d)
      items = [Double](repeating: 0, count: m * d)
      concepts = [Double](repeating: 0, count: m * k)
      for u in 0..<b {
        var e = [Double](repeating: 0, count: k * m)
        for j in 0..<k where j != mute {
          for i in 0..<m {
            var dot = 0.0
            for x in 0..<d { dot += z[(u * k + j) * d + x] * h[i * d + x] }
            e[j * m + i] = c[i * k + j] * exp((dot - 1) / t)
          }
        }
        let mixed = (0..<m).map { i in (0..<k).reduce(0) { $0 + e[$1 * m + i] } }
        let total = mixed.reduce(0, +)
        var x = [Double](repeating: 0, count: m)
        for (i, value) in zip(targets.row(u), targets.rowValues(u)) { x[Int(i)] = Double(value) }
        let n = x.reduce(0, +)
        for i in 0..<m {
          scores[u * m + i] = log(mixed[i]) + 1 / t
          losses[u] -= x[i] * (log(mixed[i]) - log(total))
          for j in 0..<k {
            let a = (n / total - x[i] / mixed[i]) * e[j * m + i] / Double(b)
            concepts[i * k + j] += a / c[i * k + j]
            for y in 0..<d {
              codes[(u * k + j) * d + y] += a * h[i * d + y] / t
              items[i * d + y] += a * z[(u * k + j) * d + y] / t
            }
          }
        }
      }
    }
  }

  static func doubles(_ tensor: Tensor) -> [Double] { tensor.scalars.map { Double($0) } }

  @Test(arguments: problems)
  func `loss and all gradients agree with the naive formulas`(_ problem: Problem) {
    let fused = MixtureSoftmax(
      codes: problem.codes, items: problem.vectors, concepts: problem.weights,
      targets: problem.targets, temperature: problem.temperature)
    let naive = Naive(problem)
    // Exponents up to 1/τ = 10 in `Float` carry 10 ulps into every share: 1e-5 of the largest
    // element.
    #expect(Closeness.relative(fused.losses.map { Double($0) }, naive.losses) < 1e-5)
    #expect(Closeness.relative(Self.doubles(fused.codeGradient), naive.codes) < 1e-5)
    #expect(Closeness.relative(Self.doubles(fused.itemGradient), naive.items) < 1e-5)
    #expect(Closeness.relative(Self.doubles(fused.conceptGradient), naive.concepts) < 1e-5)
    #expect(fused.losses[1] == 0)
  }

  func scores(_ problem: Problem, _ userWeights: Tensor?) -> Tensor {
    MixtureSoftmax.scores(
      codes: problem.codes, tiles: MixtureSoftmax.tiled(problem.vectors),
      byConcept: problem.weights.transposed(),
      userWeights: userWeights, users: problem.users, temperature: problem.temperature)
  }

  @Test(arguments: problems) func `scores agree with the naive mixture`(_ problem: Problem) {
    let mine = scores(problem, nil)
    #expect(Closeness.relative(Self.doubles(mine), Naive(problem).scores) < 1e-5)
  }

  @Test(arguments: problems) func `weights of one change no bit`(_ problem: Problem) {
    let ones = Tensor(shape: [problem.users, problem.concepts], repeating: 1)
    #expect(scores(problem, ones) == scores(problem, nil))
  }

  @Test func `a weight of zero takes a concept out of the mixture`() {
    let problem = Self.problems[1]
    var weights = Tensor(shape: [problem.users, problem.concepts], repeating: 1)
    for u in 0..<problem.users { weights[u, 2] = 0 }
    let mine = scores(problem, weights)
    #expect(Closeness.relative(Self.doubles(mine), Naive(problem, mute: 2).scores) < 1e-5)
  }

  @Test func `a user without any concept gets the lowest finite score everywhere`() {
    let problem = Self.problems[1]
    let mine = scores(problem, Tensor(shape: [problem.users, problem.concepts]))
    let lowest = Scalar.log(.leastNormalMagnitude) + 1 / problem.temperature
    #expect(mine.scalars.allSatisfy { $0 == lowest })
  }

  @Test func `another thread count changes gradients by rounding only, scores not at all`() {
    let problem = Self.problems[2]
    func run() -> ([Tensor], Tensor) {
      let fused = MixtureSoftmax(
        codes: problem.codes, items: problem.vectors, concepts: problem.weights,
        targets: problem.targets, temperature: problem.temperature)
      return (
        [fused.codeGradient, fused.itemGradient, fused.conceptGradient], scores(problem, nil)
      )
    }
    let one = ThreadCount.with(1, run)
    let two = ThreadCount.with(2, run)
    #expect(one.1 == two.1)
    #expect(one.0[0] == two.0[0])
    // Each thread adds its own users; the two sums are then added.
    #expect(Closeness.relative(one.0[1], two.0[1]) < 1e-5)
    #expect(Closeness.relative(one.0[2], two.0[2]) < 1e-5)
  }
}
