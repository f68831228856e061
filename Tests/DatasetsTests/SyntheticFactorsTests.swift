import Datasets
import Tensors
import Testing

/// The static log: its draws follow its formula, and Bayes' rule finds the causes.
@Suite struct SyntheticFactorsTests {
  private let key = RandomKey(seed: 7)

  private func accuracy(_ shape: PlantedFactors.Shape, users: Int = 150) -> [Double] {
    let world = PlantedFactors(shape, key: key.child("world"))
    var right = [Int](repeating: 0, count: world.factors.count)
    for (user, values) in world.sampleFactors(users, key.child("people")).enumerated() {
      let guess = world.bestGuess(world.sampleHistory(values, key.child("history").child(user)))
      for k in right.indices where guess[k] == values[k] { right[k] += 1 }
    }
    return right.map { Double($0) / Double(users) }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  @Test func `a clear history tells all factors`() {
    let right = accuracy(PlantedFactors.Shape())
    // 1.00, 1.00, 0.94 and 0.94 of 200; a continuous value is missed by its neighbour.
    #expect(right[0] > 0.97 && right[1] > 0.97 && right[2] > 0.85 && right[3] > 0.85)
  }

  @Test func `every knob makes the factors harder to tell`() {
    let clear = mean(accuracy(PlantedFactors.Shape()))
    var faint = PlantedFactors.Shape()
    faint.clarity = 0.7
    var noisy = PlantedFactors.Shape()
    noisy.noise = 0.6
    var short = PlantedFactors.Shape()
    short.events = 5
    var skewed = PlantedFactors.Shape()
    skewed.popularitySkew = 3
    for shape in [faint, noisy, short, skewed] { #expect(mean(accuracy(shape)) < clear - 0.02) }
    var blind = PlantedFactors.Shape()
    blind.clarity = 0
    // Chance is 0.2, 0.25, 0.1, 0.1.
    #expect(mean(accuracy(blind)) < 0.25)
  }

  @Test func `entangled items stand at the same place in two factors`() {
    var shape = PlantedFactors.Shape()
    func repeats(_ world: PlantedFactors) -> Double {
      Double(world.places.count { $0[1] == $0[0] % 4 }) / Double(world.places.count)
    }
    let apart = repeats(PlantedFactors(shape, key: key))
    shape.entanglement = 0.8
    // Independent places agree a quarter of the time, the others always.
    #expect(abs(apart - 0.25) < 0.04)
    #expect(abs(repeats(PlantedFactors(shape, key: key)) - 0.85) < 0.04)
  }

  @Test func `nobody has a withheld combination, and the judge knows it`() {
    var shape = PlantedFactors.Shape()
    let cell = PlantedFactors.Cell([(factor: 0, value: 2), (factor: 1, value: 3)])
    shape.withheld = [cell]
    let world = PlantedFactors(shape, key: key)
    let people = world.sampleFactors(2_000, key)
    #expect(!people.contains { cell.contains($0) })
    // 19 combinations of 20 are left; those with theme 2 are 3 of them.
    let share = Double(people.count { $0[0] == 2 }) / 2_000
    #expect(abs(share - 3.0 / 19) < 0.03)
    // The history of an impossible person is explained by a possible one.
    let guess = world.bestGuess(world.sampleHistory([2, 3, 5, 5], key))
    #expect(!cell.contains(guess))
  }

  @Test func `draws follow the formula`() {
    var shape = PlantedFactors.Shape()
    (shape.items, shape.events) = (40, 20_000)
    let world = PlantedFactors(shape, key: key)
    let values = [1, 2, 3, 7]
    var counts = [Double](repeating: 0, count: 40)
    for item in world.sampleHistory(values, key) { counts[Int(item)] += 1 }
    // ln of the ratio of two items' counts is the difference of their scores.
    func score(_ i: Int) -> Double {
      var score = world.popularity[i]
      for f in 0..<2 where world.places[i][f] == values[f] { score += 2 }
      for f in 2..<4 {
        let d = world.factors[f].position(values[f]) - world.factors[f].position(world.places[i][f])
        score += 2 * (1 - 8 * d * d)
      }
      return score
    }
    let order = (0..<40).sorted { counts[$0] > counts[$1] }
    for i in order.dropFirst().prefix(6) {
      let expected = Float(score(order[0]) - score(i))
      let measured = Scalar.log(Float(counts[order[0]] / counts[i]))
      // Standard error of a log ratio of counts n: √(1/n₀ + 1/n).
      let error = Float(1 / counts[order[0]] + 1 / counts[i]).squareRoot()
      #expect(abs(expected - measured) < 4 * error)
    }
  }

  @Test func `the same key gives the same people, another key others`() {
    let world = PlantedFactors(key: key)
    #expect(world.sampleFactors(20, key) == world.sampleFactors(20, key))
    #expect(world.sampleFactors(20, key) != world.sampleFactors(20, key.child(1)))
    let rows = world.histories(world.sampleFactors(5, key), key)
    #expect(rows.rows == 5 && rows.columns == 2_000 && rows.entries > 200)
  }
}
