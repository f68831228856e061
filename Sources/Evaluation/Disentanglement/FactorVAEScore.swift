public import Tensors

/// The majority-vote score (Kim and Mnih, "Disentangling by Factorising", ICML 2018): fix a factor,
/// and the scalar that varies least should be the one that holds it.
///
/// A vote: a factor k drawn uniformly, L = 64 points that share one value of it and are otherwise
/// random, and the scalar i with the least variance in relation to its variance over all points.
/// 10 000 votes fix for every scalar the factor that most of its votes came from; the score is the
/// share of 5 000 fresh votes that this foretells. Scalars with a deviation below 0.05 are dropped
/// first, their prior being N(0, 1); with none left the score is 0. (The released code counts the
/// length of its mask as the number of kept scalars; the argmin here runs over the kept.)
public struct FactorVAEScore: Sendable, Equatable {
  public let score: Double
  /// Scalars that were kept.
  public let scalars: Int

  /// Points of a vote, votes of training and of evaluation.
  public struct Plan: Sendable {
    public var points = 64
    public var training = 10_000
    public var evaluation = 5_000
    public init() {}
  }

  /// The score of a generator: `draw` returns the codes `[D][L]` of L points that share a value of
  /// a factor; `deviations` are those of the scalars over all points.
  public init(
    factors: Int, deviations: [Double], _ plan: Plan = Plan(), key: RandomKey,
    draw: (_ factor: Int, _ points: Int, _ key: RandomKey) -> [[Double]]
  ) {
    let kept = deviations.indices.filter { deviations[$0] >= 0.05 }
    scalars = kept.count
    guard !kept.isEmpty, factors > 0 else {
      score = 0
      return
    }
    var votes = [[Int]](repeating: [Int](repeating: 0, count: factors), count: deviations.count)
    var right = 0
    var majority: [Int] = []
    for vote in 0..<plan.training + plan.evaluation {
      if vote == plan.training {
        majority = votes.map { row in row.indices.max { (row[$0], $1) < (row[$1], $0) } ?? 0 }
      }
      let key = key.child(vote)
      let factor = Int(key.bits.multipliedFullWidth(by: UInt64(factors)).high)
      let codes = draw(factor, plan.points, key.child("points"))
      let ratios = kept.map {
        Self.variance(codes[$0]) / (deviations[$0] * deviations[$0])
      }
      let least = kept[ratios.indices.min { (ratios[$0], $0) < (ratios[$1], $1) } ?? 0]
      if vote < plan.training {
        votes[least][factor] += 1
      } else if majority[least] == factor {
        right += 1
      }
    }
    score = Double(right) / Double(max(1, plan.evaluation))
  }

  /// The score of given points: a value is that of a random point, and the points of a vote are
  /// drawn with replacement among those in its cell. A continuous factor is fixed to a tenth of its
  /// points, not to a value, which lowers the score a little.
  public init(_ points: CodedPoints, _ plan: Plan = Plan(), key: RandomKey) {
    let cells = points.factors.map { factor -> (labels: [Int], rows: [[Int]]) in
      let (labels, count) = factor.cells
      var rows = [[Int]](repeating: [], count: count)
      for (row, label) in labels.enumerated() { rows[label].append(row) }
      return (labels, rows)
    }
    let deviations = points.codes.map { Self.variance($0).squareRoot() }
    self.init(
      factors: points.factors.count, deviations: deviations, plan, key: key
    ) { factor, count, key in
      func draw(_ i: Int, _ n: Int) -> Int {
        Int(key.bits(at: i).multipliedFullWidth(by: UInt64(n)).high)
      }
      let (labels, rows) = cells[factor]
      let pool = rows[labels[draw(0, labels.count)]]
      let chosen = (1...count).map { pool[draw($0, pool.count)] }
      return points.codes.map { column in chosen.map { column[$0] } }
    }
  }

  /// Unbiased variance.
  private static func variance(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }
}
