/// Scores of disentanglement with what is needed to repeat them, and the ranking beside them: a
/// score without an accuracy next to it says nothing about a recommender.
public struct DisentanglementReport: Sendable, Equatable, Codable {
  /// One number.
  public struct Score: Sendable, Equatable, Codable {
    /// What a standard error is over.
    public enum Spread: String, Sendable, Codable {
      /// Delete-a-tenth jackknife over the points.
      case points
      /// Repetitions with another division of the points into halves and another key.
      case draws
    }

    public let name: String
    public let value: Double
    public let standardError: Double
    public let errorOver: Spread

    public init(_ name: String, _ value: Double, _ standardError: Double, over spread: Spread) {
      self.name = name
      self.value = value
      self.standardError = standardError
      errorOver = spread
    }
  }

  /// One kind of points, what their codes and their factors are, and the scores.
  public struct Pairing: Sendable, Equatable, Codable {
    /// `people` or `items`.
    public var name: String
    /// Codes and factors in a sentence.
    public var meaning: String
    public var points: Int
    /// Scalars of the code, in how many groups, and how many were left out as saying nothing.
    public var scalars: Int
    public var groups: Int
    public var dropped: Int
    public var factors: [String]
    public var scores: [Score]

    /// The scores of `points`, whose codes and factors `meaning` puts into words.
    public init(
      name: String, meaning: String, _ points: CodedPoints, dropped: Int, scores: [Score]
    ) {
      self.name = name
      self.meaning = meaning
      self.points = points.count
      scalars = points.codes.count
      groups = points.groups.count
      self.dropped = dropped
      factors = points.factors.map(\.name)
      self.scores = scores
    }
  }

  public var model: String
  /// Seed of the run that trained the model.
  public var trainingSeed: UInt64?
  /// Seed of divisions, forests and votes.
  public var seed: UInt64
  /// Fingerprint of the split.
  public var split: String
  public var pairings: [Pairing]
  /// NDCG and recall of the test users.
  public var ranking: [MetricSummary]

  public init(
    model: String, trainingSeed: UInt64?, seed: UInt64, split: String, pairings: [Pairing],
    ranking: [MetricSummary]
  ) {
    self.model = model
    self.trainingSeed = trainingSeed
    self.seed = seed
    self.split = split
    self.pairings = pairings
    self.ranking = ranking
  }

  /// A line a number: model, both seeds, points, score, value, standard error, what it is over.
  public var csv: String {
    let head = "model,training_seed,seed,points,score,value,standard_error,error_over\n"
    let start = "\(model),\(trainingSeed.map { "\($0)" } ?? ""),\(seed)"
    let scores = pairings.flatMap { pairing in
      pairing.scores.map {
        "\(start),\(pairing.name),\($0.name),\($0.value),\($0.standardError),\($0.errorOver.rawValue)"
      }
    }
    let ranks = ranking.map {
      "\(start),test users,\($0.name),\($0.mean),\($0.standardError),users"
    }
    return head + (scores + ranks).joined(separator: "\n") + "\n"
  }
}
