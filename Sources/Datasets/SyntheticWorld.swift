public import Tensors

/// A world that can be asked for more: people with known factors, histories that those factors
/// cause, and what a perfect reader could tell from a history.
///
/// Scores of disentanglement need a generator and not a file: one of them holds a factor fixed and
/// draws the others anew, and a counterfactual needs the same person with one factor changed. Users
/// for training, for judging and for measuring come from different keys.
public protocol PlantedWorld: Sendable {
  /// What one person leaves behind.
  associatedtype History: Sendable

  /// The causes, in the order of a value vector.
  var factors: [PlantedFactor] { get }
  /// Values of the factors of `count` people, `[count, factors]`. The same key gives the same.
  func sampleFactors(_ count: Int, _ key: RandomKey) -> [[Int]]
  /// What somebody with these values does. The same values and key give the same history.
  func sampleHistory(_ values: [Int], _ key: RandomKey) -> History
  /// Probability of every value of every factor given a history, by Bayes' rule and exact: a row a
  /// factor. No model can know more.
  func posterior(_ history: History) -> [[Double]]
}

/// One cause of behaviour.
public struct PlantedFactor: Sendable, Equatable {
  /// What its values are.
  public enum Kind: Sendable, Equatable {
    /// Names without an order.
    case categorical
    /// Points of `0 ... 1` at equal distances: value v of n stands for (v + ½) / n. A grid, so that
    /// Bayes' rule stays a sum.
    case continuous
  }

  public let name: String
  public let kind: Kind
  /// Number of values.
  public let levels: Int

  public init(_ name: String, _ kind: Kind, levels: Int) {
    precondition(levels > 1, "planted factor \(name): \(levels) levels")
    self.name = name
    self.kind = kind
    self.levels = levels
  }

  /// Where value `v` lies in `0 ... 1`.
  public func position(_ value: Int) -> Double { (Double(value) + 0.5) / Double(levels) }
}

extension PlantedWorld {
  /// The likeliest value of every factor; the lower value wins ties.
  public func bestGuess(_ history: History) -> [Int] {
    posterior(history).map { row in
      row.indices.max { (row[$0], $1) < (row[$1], $0) } ?? 0
    }
  }
}

/// Weights on a logarithmic scale as probabilities; −∞ is none. O(count).
func probabilities(logWeights: [Double]) -> [Double] {
  let top = logWeights.max() ?? 0
  let weights = logWeights.map {
    $0 == -.infinity ? 0 : Double(Scalar.exp(Float(max($0 - top, -87))))
  }
  let total = weights.reduce(0, +)
  return weights.map { $0 / total }
}

/// `e^x` and `ln x` to the digits of a `Float`, which is what planted worlds need.
func exponential(_ x: Double) -> Double { Double(Scalar.exp(Float(x))) }
func logarithm(_ x: Double) -> Double { Double(Scalar.log(Float(x))) }

extension RandomKey {
  /// Draw `i` as a whole number of `0 ..< count`.
  func integer(at i: Int, below count: Int) -> Int {
    Int(bits(at: i).multipliedFullWidth(by: UInt64(count)).high)
  }
}
