import Datasets
public import Models
public import Tensors

/// Whether a knob does what its name says, measured on held-out users through the pass that serves.
///
/// For one concept k of a model with concept weights, a named set of items (those of the attribute
/// value that the concept is named after) and strengths s of its knob:
/// - **share**: items of the set among the top n, and items with c[i,k] > 0.5 among the top n;
/// - **range**: the share at the greatest strength less the share with the concept muted;
/// - **monotone users**: users whose share never falls as s grows;
/// - **spill-over**: Kendall's τ between the orders, untouched and turned, of the 200 best items
///   that have little of the concept (c[i,k] < 0.05), and how the other concepts' shares among
///   themselves change: ½ Σ_{j ≠ k} |p_j(s) − p_j(untouched)|, with p_j the share of concept j among
///   the items of the list whose strongest concept is not k;
/// - **targeted NDCG@20**: of the held-out items whose strongest concept is k, and no others, and
///   its gain over the untouched list, user by user;
/// - **NDCG@20** of all held-out items, whatever their concept;
/// - **mute**: items with c[i,k] > 0.5 left among the top 100 (the leak), and the set's share there;
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
    /// Change of the other concepts' shares among themselves, `0 ... 1`; `nil` when no user has
    /// others in both lists.
    public var otherShares: Double?
    /// NDCG@20 of the concept's own held-out items, and its gain over the untouched list; `nil`
    /// when no user has such items.
    public var targeted: MetricSummary?
    public var targetedGain: MetricSummary?
    /// NDCG@20 of all held-out items: what the turn costs the list.
    public var overall: MetricSummary?
  }

  /// The measurements of one knob.
  public struct Curve: Sendable, Equatable, Codable {
    public var concept: Int
    public var users: Int
    /// In order of strength.
    public var points: [Point]
    /// The set's share at the greatest strength less that with the concept muted.
    public var range: MetricSummary
    /// Share of users for whom the set's share never falls; the same for the concept's own items.
    public var monotoneSet: Double
    public var monotoneMembers: Double
    /// With the concept muted: share of the set among the top 20, members left among the top 100.
    public var mutedSetShare: Double
    public var mutedMembersLeft: Int
    /// With the concept muted: share of the set among the top 100.
    public var mutedSetLeft: Double
    /// Adding 0 changed no bit.
    public var neutralIsIdentical: Bool
  }

  /// Turns concept `concept` for the users of some visible histories, who hide `hidden` `[B, M]`.
  /// `isInSet` says which items belong to the named set `[M]`. O(strengths · users · scoring).
  public func curve(
    concept: Int, isInSet: [Bool], histories: SparseRows, hidden: SparseRows, strengths: [Float]
  ) throws(OverrideFault) -> Curve {
    let k = concepts.columns
    let members = (0..<concepts.rows).map { concepts.scalars[$0 * k + concept] }
    let strongest = (0..<concepts.rows).map { ConceptNaming.strongest(concepts, $0) }
    let targets = (0..<histories.rows).map { row in
      hidden.row(row).filter { strongest[Int($0)] == concept }
    }
    let plain = masked(trained.scores(histories), histories)
    let untouched = plain.topK(Self.mutedDepth).map { $0.map(\.index) }
    let base = (0..<histories.rows).map { littleOrder(plain, $0, members) }
    let all = (0..<histories.rows).map { Array(hidden.row($0)) }
    let unsteered = KnobMeasures.targetedGains(untouched, targets)
    var points: [Point] = []
    var setShares: [[Double]] = []
    var memberShares: [[Double]] = []
    for strength in strengths.sorted() {
      let scores = try turned(histories, .add(strength), concept)
      let deep = scores.topK(Self.mutedDepth).map { $0.map(\.index) }
      let lists = deep.map { Array($0.prefix(Self.depth)) }
      let inSet = lists.map { KnobMeasures.share($0) { isInSet[Int($0)] } }
      let own = lists.map { KnobMeasures.share($0) { members[Int($0)] > 0.5 } }
      let taus = (0..<histories.rows).compactMap { KnobMeasures.kendall(base[$0], scores, $0) }
      let changes = zip(untouched, lists).compactMap {
        KnobMeasures.changeOfOthers($0.prefix(Self.depth), $1, strongest, concept, concepts: k)
      }
      let gains = KnobMeasures.targetedGains(deep, targets)
      let whole = KnobMeasures.targetedGains(deep, all)
      let summary = MetricSummary(name: "", values: inSet)
      points.append(
        Point(
          strength: Double(strength), setShare: summary.mean,
          setShareError: summary.standardError, memberShare: KnobMeasures.mean(own),
          spillOver: taus.isEmpty ? nil : KnobMeasures.mean(taus),
          otherShares: changes.isEmpty ? nil : KnobMeasures.mean(changes),
          targeted: gains.isEmpty ? nil : MetricSummary(name: "targeted ndcg@20", values: gains),
          targetedGain: gains.isEmpty
            ? nil
            : MetricSummary(
              name: "gain in targeted ndcg@20", values: zip(gains, unsteered).map { $0 - $1 }),
          overall: whole.isEmpty ? nil : MetricSummary(name: "ndcg@20", values: whole)))
      setShares.append(inSet)
      memberShares.append(own)
    }
    let muted = try turned(histories, .mute, concept)
    let mutedLists = muted.topK(Self.mutedDepth).map { $0.map(\.index) }
    let mutedShares = mutedLists.map {
      KnobMeasures.share(Array($0.prefix(Self.depth))) { isInSet[Int($0)] }
    }
    let neutral = try trained.run(histories, overrides: [Override(block, [concept], .add(0))])
    return Curve(
      concept: concept, users: histories.rows, points: points,
      range: MetricSummary(
        name: "range", values: zip(setShares.last ?? mutedShares, mutedShares).map { $0 - $1 }),
      monotoneSet: KnobMeasures.monotone(setShares),
      monotoneMembers: KnobMeasures.monotone(memberShares),
      mutedSetShare: KnobMeasures.mean(mutedShares),
      mutedMembersLeft: mutedLists.reduce(0) { $0 + $1.count { members[Int($0)] > 0.5 } },
      mutedSetLeft: KnobMeasures.mean(
        mutedLists.map { KnobMeasures.share($0) { isInSet[Int($0)] } }),
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
}
