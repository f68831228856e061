import Datasets
public import Models
public import Tensors

/// Whether a knob does what its name says, measured on held-out users through the pass that serves.
///
/// For one concept k of a model with concept weights, a named set of items (those of the attribute
/// value that the concept is named after) and strengths s added to ln c[·,k]:
/// - **share**: items of the set among the top n, and items with c[i,k] > 0.5 among the top n;
/// - **monotone users**: users whose share never falls as s grows;
/// - **spill-over**: Kendall's τ between the orders, untouched and turned, of the 200 best items
///   that have little of the concept (c[i,k] < 0.05);
/// - **mute**: items with c[i,k] > 0.5 left among the top 100;
/// - **neutral**: whether adding 0 changes no bit of any score.
public struct SteeringEvaluation: Sendable {
  /// Items of a list whose share is measured, n.
  public static let depth = 20
  /// Items whose order is compared, and the membership below which an item has little of a concept.
  public static let compared = 200
  public static let littleMembership: Float = 0.05
  /// Items searched for what a mute has left.
  public static let mutedDepth = 100

  private let trained: TrainedModel
  private let concepts: Tensor
  private let block: String

  /// `nil` when the model has no concept weights to turn.
  public init?(_ trained: TrainedModel) {
    guard let concepts = trained.itemConcepts, let block = trained.layout.conceptWeights else {
      return nil
    }
    self.trained = trained
    self.concepts = concepts
    self.block = block.name
  }

  /// What one strength did, means over users with the standard error of the set's share.
  public struct Point: Sendable, Equatable, Codable {
    public var strength: Double
    /// Share of the named set among the top 20.
    public var setShare: Double
    public var setShareError: Double
    /// Share of the concept's own items (c > 0.5) among the top 20.
    public var memberShare: Double
    /// Kendall's τ of what has little of the concept; `nil` when no user has two such items.
    public var spillOver: Double?
  }

  /// The measurements of one knob.
  public struct Curve: Sendable, Equatable, Codable {
    public var concept: Int
    public var users: Int
    /// In order of strength.
    public var points: [Point]
    /// Share of users for whom the set's share never falls; the same for the concept's own items.
    public var monotoneSet: Double
    public var monotoneMembers: Double
    /// With the concept muted: share of the set among the top 20, members left among the top 100.
    public var mutedSetShare: Double
    public var mutedMembersLeft: Int
    /// Adding 0 changed no bit.
    public var neutralIsIdentical: Bool
  }

  /// Turns concept `concept` for the users of some visible histories. `isInSet` says which items
  /// belong to the named set `[M]`. O(strengths · users · scoring).
  public func curve(
    concept: Int, isInSet: [Bool], histories: SparseRows, strengths: [Float]
  ) throws(OverrideFault) -> Curve {
    let k = concepts.columns
    let members = (0..<concepts.rows).map { concepts.scalars[$0 * k + concept] }
    let untouched = masked(trained.scores(histories), histories)
    let base = (0..<histories.rows).map { littleOrder(untouched, $0, members) }
    var points: [Point] = []
    var setShares: [[Double]] = []
    var memberShares: [[Double]] = []
    for strength in strengths.sorted() {
      let scores = try turned(histories, .add(strength), concept)
      let lists = (0..<histories.rows).map { scores.topK(Self.depth, row: $0).map(\.index) }
      let inSet = lists.map { share($0) { isInSet[Int($0)] } }
      let own = lists.map { share($0) { members[Int($0)] > 0.5 } }
      let taus = (0..<histories.rows).compactMap { kendall(base[$0], scores, $0) }
      let summary = MetricSummary(name: "", values: inSet)
      points.append(
        Point(
          strength: Double(strength), setShare: summary.mean,
          setShareError: summary.standardError, memberShare: mean(own),
          spillOver: taus.isEmpty ? nil : mean(taus)))
      setShares.append(inSet)
      memberShares.append(own)
    }
    let muted = try turned(histories, .mute, concept)
    let mutedLists = (0..<histories.rows).map { muted.topK(Self.mutedDepth, row: $0).map(\.index) }
    let neutral = try trained.run(histories, overrides: [Override(block, [concept], .add(0))])
    return Curve(
      concept: concept, users: histories.rows, points: points,
      monotoneSet: monotone(setShares), monotoneMembers: monotone(memberShares),
      mutedSetShare: mean(
        mutedLists.map { share(Array($0.prefix(Self.depth))) { isInSet[Int($0)] } }),
      mutedMembersLeft: mutedLists.reduce(0) { $0 + $1.count { members[Int($0)] > 0.5 } },
      neutralIsIdentical: neutral.scores == trained.scores(histories))
  }

  // MARK: - Parts

  /// Scores with an override, without what is seen and what the override rules out.
  private func turned(
    _ histories: SparseRows, _ action: Override.Action, _ concept: Int
  ) throws(OverrideFault) -> Tensor {
    let run = try trained.run(histories, overrides: [Override(block, [concept], action)])
    var scores = masked(run.scores, histories)
    for (row, items) in run.excluded.enumerated() {
      for item in items { scores.scalars[row * scores.columns + Int(item.value)] = -.infinity }
    }
    return scores
  }

  private func masked(_ scores: Tensor, _ histories: SparseRows) -> Tensor {
    var scores = scores
    for row in 0..<histories.rows {
      for item in histories.row(row) {
        scores.scalars[row * scores.columns + Int(item)] = -.infinity
      }
    }
    return scores
  }

  /// The best unseen items with little of the concept, best first.
  private func littleOrder(_ scores: Tensor, _ row: Int, _ members: [Float]) -> [Int32] {
    var only = Tensor(shape: [1, scores.columns], scalars: Array(scores.row(row)))
    for item in 0..<members.count where members[item] >= Self.littleMembership {
      only.scalars[item] = -.infinity
    }
    return only.topK(Self.compared, row: 0).map(\.index)
  }

  /// Kendall's τ-a between an order and the scores of its items in a row; `nil` below two items.
  private func kendall(_ order: [Int32], _ scores: Tensor, _ row: Int) -> Double? {
    guard order.count > 1 else { return nil }
    let values = order.map { scores.scalars[row * scores.columns + Int($0)] }
    var concordant = 0
    for i in 0..<values.count {
      for j in i + 1..<values.count {
        concordant += values[i] > values[j] ? 1 : values[i] < values[j] ? -1 : 0
      }
    }
    return Double(concordant) / Double(values.count * (values.count - 1) / 2)
  }

  private func share(_ list: [Int32], _ belongs: (Int32) -> Bool) -> Double {
    list.isEmpty ? 0 : Double(list.count(where: belongs)) / Double(list.count)
  }

  /// Share of users whose values never fall from one strength to the next.
  private func monotone(_ values: [[Double]]) -> Double {
    guard let users = values.first?.count, users > 0 else { return 1 }
    let count = (0..<users).count { user in
      zip(values, values.dropFirst()).allSatisfy { $0[user] <= $1[user] }
    }
    return Double(count) / Double(users)
  }

  private func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}
