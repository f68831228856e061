import Tensors
import Testing

@testable import Evaluation

/// Parts of the scores against scikit-learn 1.5.2 on sixty points that a formula makes. The numbers
/// are copied by hand.
@Suite struct ReferenceTests {
  private let x: [Double]
  private let z: [Double]
  private let labels: [Int]
  private let y: [Double]

  init() {
    var (x, z, y): ([Double], [Double], [Double]) = ([], [], [])
    var labels: [Int] = []
    for i in 0..<60 {
      let place: Int = i * 37 % 60
      let other: Int = (i * 23 + 7) % 60
      let bumps = Double(i * i % 11) / 4
      x.append(Double(place) / 10 - 3)
      z.append(Double(other) / 10 - 3)
      y.append(x[i] + 0.5 * z[i] + bumps)
      labels.append(i % 7 == 0 ? (place / 20 + 1) % 3 : place / 20)
    }
    (self.x, self.z, self.y, self.labels) = (x, z, y, labels)
  }

  @Test func `the linear machine is LinearSVC`() {
    // LinearSVC(C=.01, class_weight="balanced", tol=1e-12): 38 and 46 of 60 right.
    let three = LinearSVM(x, labels, classes: 3)
    #expect(zip(x, labels).count { three.label($0) == $1 } == 38)
    let two = LinearSVM(x, labels.map { min(1, $0) }, classes: 2)
    #expect(zip(x, labels).count { two.label($0) == min(1, $1) } == 46)
  }

  @Test func `the Lasso is scikit-learn's`() {
    let columns = Standardization([x, z])([x, z])
    let target = Standardization([y])([y])[0]
    let weights = Lasso(columns, target, penalty: 0.02).weights
    // Sweeps end when no weight moves by 1e-6.
    #expect(abs(weights[0] - 0.92772711) < 1e-5 && abs(weights[1] - 0.41168594) < 1e-5)
    #expect(Lasso(columns, target, penalty: 2).weights == [0, 0])
  }

  @Test func `information is mutual_info_score less the correction`() {
    let information = InformationMatrix.information(InformationMatrix.binned(x), 20, labels, 3)
    let expected: Double = 0.7778102442994488 - 38.0 / 120.0
    #expect(abs(information - expected) < 1e-12)
  }

  @Test func `a tree takes the split that loses most error, and a cut tree is a shallow one`() {
    let data = BinnedColumns([z, x])
    let all = (0..<Int32(60)).map { $0 }
    let tree = RegressionTree(data, .numbers(y), sample: all, depth: 1, order: [0, 1])
    // Every value has a bin of its own, so all splits are tried; here they are tried by hand.
    func error(_ rows: [Int]) -> Double {
      let mean = rows.reduce(0) { $0 + y[$1] } / Double(rows.count)
      return rows.reduce(0) { $0 + (y[$1] - mean) * (y[$1] - mean) }
    }
    var best = Double.infinity
    for column in [z, x] {
      for edge in column where edge > -3 {
        let left = (0..<60).filter { column[$0] < edge }
        let right = (0..<60).filter { column[$0] >= edge }
        best = min(best, error(left) + error(right))
      }
    }
    var sums = [Double](repeating: 0, count: 60)
    for point in 0..<60 { tree.add(data, point: point, depth: 1, to: &sums, at: point) }
    let left = (0..<60).reduce(0) { $0 + (sums[$1] - y[$1]) * (sums[$1] - y[$1]) }
    #expect(abs(left - best) < 1e-9)
    #expect(tree.importances(columns: 2, depth: 1) == [0, 1])
    let shallow = RegressionTree(data, .numbers(y), sample: all, depth: 3, order: [0, 1])
    let deep = RegressionTree(data, .numbers(y), sample: all, depth: 9, order: [0, 1])
    #expect(
      deep.importances(columns: 2, depth: 3) == shallow.importances(columns: 2, depth: 3))
  }

  @Test func `the area under the curve is roc_auc_score, ties and all`() throws {
    let scores = x.map { x in Float(x.rounded(.toNearestOrEven)) }
    let area = try #require(Explicitness.area(scores, labels.map { $0 > 0 }))
    #expect(abs(area - 0.8644179894179893) < 1e-12)
    #expect(Explicitness.area([1, 2], [true, true]) == nil)
  }

  @Test func `DCI's formulas by hand`() {
    // Scalar 0 serves factor 0 alone; scalar 1 serves both alike and has no disentanglement.
    let dci = DCI(importances: [[1, 0], [0.5, 0.5]])
    #expect(abs(dci.disentanglement - 0.5) < 1e-12)
    // Factor 0 is shared 2 : 1: 1 − H₂(1/3) = 0.0817; factor 1 has one scalar.
    let expected: Double = (1 + 0.0817041659) / 2
    #expect(abs(dci.completeness - expected) < 1e-9)
  }

  @Test func `the forest does not depend on the number of threads`() {
    let target = RegressionTree.Target.classes(labels.map { Int32($0) }, count: 3)
    var plan = RandomForest.Plan()
    (plan.trees, plan.searchTrees) = (12, 4)
    let threads = Parallel.threads
    defer { Parallel.threads = threads }
    Parallel.threads = 1
    let one = RandomForest([x, z], target, plan, key: RandomKey(seed: 5))
    Parallel.threads = 2
    let two = RandomForest([x, z], target, plan, key: RandomKey(seed: 5))
    #expect(one.importances == two.importances && one.depth == two.depth)
    let other = RandomForest([x, z], target, plan, key: RandomKey(seed: 6))
    #expect(other.importances != one.importances)
  }

  @Test func `sampled information sees through means that the posterior does not keep`() throws {
    let points = KnownCodes.blended(mixing: 0, noise: 0, points: 1_500, key: RandomKey(seed: 3))
    func gap(_ deviation: Double) throws -> Double {
      try #require(
        SampledInformation(
          points,
          deviations: points.codes.map { [Double](repeating: deviation, count: $0.count) },
          samples: 400, key: RandomKey(seed: 4)
        ).matrix.mutualInformationGap)
    }
    // The values lie 0.59 apart: told apart at 0.05, blurred at 0.5, nearly gone at 5.
    let (sharp, blurred, gone) = (try gap(0.05), try gap(0.5), try gap(5))
    #expect(sharp > 0.95 && blurred < 0.7 && blurred > gone && gone < 0.05)
  }
}
