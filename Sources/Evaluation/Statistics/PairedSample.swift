import Datasets

/// Two models' values of one metric on the same users: what every paired test reads.
///
/// Users differ far more from each other than models do, so the error of a difference of means says
/// little; the differences d[u] = a[u] − b[u] themselves are tested.
public struct PairedSample: Sendable, Equatable {
  /// Name and cut-off of the metric.
  public let metric: String
  /// Values of the two models, in the order of a's users. `[n]`
  public let a: [Double]
  public let b: [Double]
  /// d[u] = a[u] − b[u]; positive when a's value is higher. `[n]`
  public let differences: [Double]

  /// A sample from values of the same users; traps on different counts.
  public init(metric: String, a: [Double], b: [Double]) {
    precondition(a.count == b.count, "paired sample: \(a.count) and \(b.count) values")
    self.metric = metric
    self.a = a
    self.b = b
    differences = zip(a, b).map { $0 - $1 }
  }

  /// The sample of a metric over the users of both results, paired by id; `nil` when one of them
  /// did not measure it. Users that only one side has are left out. O(users).
  public init?(_ metric: String, _ a: EvaluationResult, _ b: EvaluationResult) {
    guard let mine = a.metrics.firstIndex(of: metric),
      let theirs = b.metrics.firstIndex(of: metric)
    else { return nil }
    let other = Dictionary(zip(b.users, b.values[theirs]), uniquingKeysWith: { first, _ in first })
    let pairs = zip(a.users, a.values[mine]).compactMap { user, value in
      other[user].map { (value, $0) }
    }
    self.init(metric: metric, a: pairs.map(\.0), b: pairs.map(\.1))
  }

  /// Number of users, n.
  public var count: Int { differences.count }

  /// d̄, the mean difference; 0 without users.
  public var mean: Double { count == 0 ? 0 : differences.reduce(0, +) / Double(count) }

  /// s, the standard deviation of the differences with divisor n − 1; 0 below two users.
  public var deviation: Double {
    guard count > 1 else { return 0 }
    let mean = mean
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(count - 1)).squareRoot()
  }

  /// Users for whom a is higher, equal, lower.
  public var counts: WinTieLoss {
    WinTieLoss(
      wins: differences.count { $0 > 0 }, ties: differences.count { $0 == 0 },
      losses: differences.count { $0 < 0 })
  }

  /// Whether no user has a difference.
  public var isIdentical: Bool { differences.allSatisfy { $0 == 0 } }
}

/// Users for whom a model is better, equal, worse.
public struct WinTieLoss: Sendable, Equatable, Codable {
  public var wins: Int
  public var ties: Int
  public var losses: Int

  public init(wins: Int, ties: Int, losses: Int) {
    self.wins = wins
    self.ties = ties
    self.losses = losses
  }
}
