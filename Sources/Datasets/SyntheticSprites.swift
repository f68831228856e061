public import Tensors

/// Behavioural Sprites: sessions of people who differ in what stays (a profile) and in what moves
/// (a journey), the counterpart of the sprite videos on which sequential models are measured.
///
/// Items have four attributes of six values, a stage of seven and a log-popularity ~ N(0, 0.7²). A
/// user has a profile, a value for every attribute, and a journey: one of nine orders of the seven
/// stages, from a random start. Session t of T = 7 is at stage (start + order[t]) mod 7 and has n
/// events:
///
///     p(i) ∝ exp( κs · #attributes of i that match + κd · [stage of i matches] + popularity )
///
/// Every stage is visited once, so a bag of the history holds nothing of the journey: order is its
/// only carrier. An eighth session, held out, is at the start again, so that the last session
/// cannot be foretold without the dynamics. The factors are the four attributes and the journey.
public struct BehaviouralSprites: PlantedWorld {
  public static let attributes = 4
  public static let values = 6
  public static let stages = 7
  /// Stage offsets of every journey: steps of ±1, ±2, ±3, and a zigzag times 1, 2, 3.
  public static let journeys: [[Int]] =
    [1, -1, 2, -2, 3, -3].map { step in (0..<7).map { (($0 * step) % 7 + 7) % 7 } }
    + [1, 2, 3].map { times in [0, 1, 6, 2, 5, 3, 4].map { $0 * times % 7 } }

  /// How clear the world is.
  public struct Shape: Sendable, Equatable {
    public var items = 3_000
    /// κs, nats for a matching attribute.
    public var profileWeight = 1.2
    /// κd, nats for the matching stage.
    public var stageWeight = 2.0
    /// n, events a session.
    public var events = 8

    public init() {}
  }

  public let shape: Shape
  /// The four attribute values of every item.
  public let attributesOfItem: [[Int]]
  public let stageOfItem: [Int]
  /// Log-popularity of every item.
  public let popularity: [Double]
  /// ln of the summed weights for every profile and stage. `[1296, 7]`
  private let normalizers: [[Double]]

  /// A world. O(profiles · items), some 4 million steps.
  public init(_ shape: Shape = Shape(), key: RandomKey) {
    precondition(shape.items > 0 && shape.events > 0, "behavioural sprites: \(shape)")
    self.shape = shape
    let traits = (0..<shape.items).map { item -> [Int] in
      let key = key.child("attributes").child(item)
      return (0..<Self.attributes).map { key.integer(at: $0, below: Self.values) }
    }
    let stages = (0..<shape.items).map {
      key.child("stages").integer(at: $0, below: Self.stages)
    }
    let normals = RandomNormals.tensor([shape.items], key.child("popularity"))
    let popularity = normals.scalars.map { Double($0) * 0.7 }
    attributesOfItem = traits
    stageOfItem = stages
    self.popularity = popularity
    let weights = popularity.map { exponential($0) }
    let byMatches = (0...Self.attributes).map { exponential(shape.profileWeight * Double($0)) }
    let boost = exponential(shape.stageWeight)
    normalizers = (0..<Self.profiles).map { number in
      let profile = Self.profile(number)
      var sums = [Double](repeating: 0, count: Self.stages)
      for item in 0..<shape.items {
        var matches = 0
        for k in 0..<Self.attributes where traits[item][k] == profile[k] { matches += 1 }
        sums[stages[item]] += weights[item] * byMatches[matches]
      }
      let total = sums.reduce(0, +)
      return sums.map { logarithm(total + (boost - 1) * $0) }
    }
  }

  public var factors: [PlantedFactor] {
    (0..<Self.attributes).map {
      PlantedFactor("attribute-\($0)", .categorical, levels: Self.values)
    } + [PlantedFactor("journey", .categorical, levels: Self.journeys.count)]
  }

  /// What is known of the items: `attribute-0` to `attribute-3`, which tell tastes, and `stage`, which tells
  /// roles.
  public var itemAttributes: AttributeTable {
    let own = (0..<Self.attributes).map { k in
      AttributeColumn(
        name: "attribute-\(k)", kind: .categorical,
        rows: attributesOfItem.map { [.word("\($0[k])")] })
    }
    let stages = AttributeColumn(
      name: "stage", kind: .categorical, rows: stageOfItem.map { [.word("\($0)")] })
    return AttributeTable(own + [stages])
  }

  public func sampleFactors(_ count: Int, _ key: RandomKey) -> [[Int]] {
    (0..<count).map { row in
      let key = key.child(row)
      return factors.indices.map { key.integer(at: $0, below: factors[$0].levels) }
    }
  }

  /// Eight sessions, oldest first, the eighth at the stage of the first; the start is drawn from
  /// the key. Items may come twice.
  public func sampleHistory(_ values: [Int], _ key: RandomKey) -> [[Int32]] {
    let profile = Array(values.prefix(Self.attributes))
    let start = key.child("start").integer(at: 0, below: Self.stages)
    let order = Self.journeys[values[Self.attributes]]
    let sums = (0..<Self.stages).map { cumulative(profile, stage: $0) }
    return (0...order.count).map { t in
      let key = key.child("session").child(t)
      let stage = (start + order[t % order.count]) % Self.stages
      return (0..<shape.events).map { drawnPlace(of: Double(key.uniform(at: $0)), in: sums[stage]) }
    }
  }

  /// What an exact judge says of the first seven sessions: a row for every attribute, and one for
  /// the journey; the start is summed over. O(profiles · journeys · starts · sessions).
  public func posterior(_ history: [[Int32]]) -> [[Double]] {
    let sessions = history.prefix(Self.stages)
    var matches = [[Double]](
      repeating: [Double](repeating: 0, count: Self.values), count: Self.attributes)
    var visits = [[Double]](
      repeating: [Double](repeating: 0, count: Self.stages), count: sessions.count)
    for (t, session) in sessions.enumerated() {
      for item in session {
        visits[t][stageOfItem[Int(item)]] += 1
        for (k, value) in attributesOfItem[Int(item)].enumerated() { matches[k][value] += 1 }
      }
    }
    var weights: [Double] = []
    weights.reserveCapacity(Self.profiles * Self.journeys.count * Self.stages)
    for number in 0..<Self.profiles {
      let profile = Self.profile(number)
      let own = (0..<Self.attributes).reduce(0.0) { $0 + matches[$1][profile[$1]] }
      for order in Self.journeys {
        for start in 0..<Self.stages {
          var sum = shape.profileWeight * own
          for (t, session) in sessions.enumerated() {
            let stage = (start + order[t]) % Self.stages
            sum +=
              shape.stageWeight * visits[t][stage]
              - Double(session.count) * normalizers[number][stage]
          }
          weights.append(sum)
        }
      }
    }
    return marginals(probabilities(logWeights: weights))
  }

  private func marginals(_ joint: [Double]) -> [[Double]] {
    var rows = factors.map { [Double](repeating: 0, count: $0.levels) }
    let perProfile = Self.journeys.count * Self.stages
    for (place, probability) in joint.enumerated() {
      let profile = Self.profile(place / perProfile)
      for k in 0..<Self.attributes { rows[k][profile[k]] += probability }
      rows[Self.attributes][place % perProfile / Self.stages] += probability
    }
    return rows
  }

  private func cumulative(_ profile: [Int], stage: Int) -> [Double] {
    var sum = 0.0
    return (0..<shape.items).map { item in
      let matches = zip(attributesOfItem[item], profile).count { $0 == $1 }
      sum += exponential(
        shape.profileWeight * Double(matches)
          + (stageOfItem[item] == stage ? shape.stageWeight : 0) + popularity[item])
      return sum
    }
  }

  /// 6⁴ combinations of attribute values.
  private static let profiles = 1_296

  private static func profile(_ number: Int) -> [Int] {
    [number / 216, number / 36 % 6, number / 6 % 6, number % 6]
  }
}
