public import Tensors

/// All scores of one set of points, with standard errors.
///
/// Scores that are formulas (independence, MIG, MIG-sup, modularity) have the
/// jackknife error of leaving out a tenth of the points at a time. Scores that fit something (DCI,
/// SAP, the FactorVAE score, explicitness, blocks) are means over draws: each divides the points
/// anew into a half for fitting and a half for testing, and takes another key; their error is over
/// the draws, and does not hold what other people would change.
public struct DisentanglementEvaluation: Sendable {
  public typealias Score = DisentanglementReport.Score

  /// How much work is done.
  public struct Plan: Sendable {
    /// Trees of a forest.
    public var trees = 100
    /// Repetitions of what is fitted.
    public var draws = 3
    public var votes = FactorVAEScore.Plan()
    public init() {}
  }

  private static let parts = 10
  /// Densities that the sampled estimate may take: some seconds.
  private static let densities = 400_000_000

  private let points: CodedPoints
  private let deviations: [[Double]]?
  private let plan: Plan
  private let key: RandomKey

  public init(_ points: CodedPoints, deviations: [[Double]]?, _ plan: Plan, key: RandomKey) {
    self.points = points
    self.deviations = deviations
    self.plan = plan
    self.key = key
  }

  /// The scores that exist for these points, in a fixed order. Without factors, independence alone;
  /// scores that compare factors want two of them.
  public var scores: [Score] {
    var scores = [jackknife("independence") { Independence.score($0) }].compactMap { $0 }
    guard !points.factors.isEmpty, !points.codes.isEmpty else { return scores }
    scores += gaps
    scores += drawn
    return scores
  }

  /// What the histogram tells.
  private var gaps: [Score] {
    // One matrix for each set of points serves all three.
    let kept = [nil] + (0..<Self.parts).map { $0 }
    let matrices = kept.map {
      InformationMatrix($0.map { points.selecting(without($0)) } ?? points)
    }
    func score(_ name: String, _ of: (InformationMatrix) -> Double?) -> Score? {
      let values = matrices.map(of)
      guard let whole = values[0] else { return nil }
      return Score(
        name, whole, Self.jackknifeError(values.dropFirst().compactMap { $0 }), over: .points)
    }
    var scores = [
      score("mig") { $0.mutualInformationGap }, score("mig-sup") { $0.supportingGap },
      score("modularity") { $0.modularity?.score },
    ]
    if let deviations {
      let work = points.codes.count * points.count * (1 + points.factors.count)
      let samples = min(2_000, Self.densities / max(1, work))
      if samples >= 50 {
        let gaps = ["samples", "samples again"].compactMap {
          SampledInformation(
            points, deviations: deviations, samples: samples, key: key.child($0)
          ).matrix.mutualInformationGap
        }
        scores.append(Score("mig-sampled", Self.mean(gaps), Self.error(gaps), over: .draws))
      }
    }
    return scores.compactMap { $0 }
  }

  /// What is fitted, over draws.
  private var drawn: [Score] {
    var values: [String: [Double]] = [:]
    var order: [String] = []
    func add(_ name: String, _ value: Double?) {
      guard let value else { return }
      if values[name] == nil { order.append(name) }
      values[name, default: []].append(value)
    }
    for draw in 0..<plan.draws {
      let key = key.child("draw").child(draw)
      let shuffled = key.child("halves").permutation(points.count)
      let train = points.selecting(Array(shuffled.prefix(points.count / 2)))
      let test = points.selecting(Array(shuffled.dropFirst(points.count / 2)))
      if points.factors.count > 1 {
        let forest = DCI(
          .forest, train: train, test: test, trees: plan.trees, key: key.child("forest"))
        add("dci-d", forest.disentanglement)
        add("dci-c", forest.completeness)
        add("dci-i-accuracy", forest.accuracy)
        add("dci-i-error", forest.error)
        let lasso = DCI(.lasso, train: train, test: test, key: key)
        add("dci-d-lasso", lasso.disentanglement)
        add("dci-c-lasso", lasso.completeness)
        add("dci-i-error-lasso", lasso.error)
        add("factorvae", FactorVAEScore(points, plan.votes, key: key.child("votes")).score)
      }
      add("sap", SAP.score(train: train, test: test))
      add("explicitness", Explicitness.score(train: train, test: test, key: key.child("probe")))
      guard points.groups.count > 1 else { continue }
      let blocks = InformationMatrix.blocks(train: train, test: test, key: key.child("blocks"))
      add("mig-block", blocks.mutualInformationGap)
      add("modularity-block", blocks.modularity?.score)
      if points.factors.count > 1 {
        let dci = DCI(importances: blocks.nats)
        add("dci-d-block", dci.disentanglement)
        add("dci-c-block", dci.completeness)
      }
    }
    return order.compactMap { name in
      values[name].map { Score(name, Self.mean($0), Self.error($0), over: .draws) }
    }
  }

  /// A formula on all points, with the error of leaving out a tenth at a time.
  public func jackknife(_ name: String, _ of: (CodedPoints) -> Double?) -> Score? {
    guard let whole = of(points) else { return nil }
    let parts = (0..<Self.parts).compactMap { of(points.selecting(without($0))) }
    return Score(name, whole, Self.jackknifeError(parts), over: .points)
  }

  /// All points but those of one part; parts are drawn, for points may come in an order.
  private func without(_ part: Int) -> [Int] {
    let order = key.child("parts").permutation(points.count)
    return (0..<points.count).filter { order[$0] % Self.parts != part }
  }

  /// √( (g − 1)/g Σ (θ_g − mean)² ) for g parts left out in turn.
  private static func jackknifeError(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let mean = mean(values)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares * Double(values.count - 1) / Double(values.count)).squareRoot()
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(1, values.count))
  }

  /// Standard error of a mean over draws.
  private static func error(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let mean = mean(values)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
  }
}
