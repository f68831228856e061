import Datasets
public import Evaluation
import Foundation
import Models
import Tensors
import Training

/// Measures the factors of a model as knobs, on held-out users of its split.
public struct SteeringJob: Sendable {
  /// Scalars measured of a model without concepts.
  public static let mostScalars = 20
  /// Strengths that reports measure; the last is full strength.
  public static let strengths: [Float] = [0, 1, 2, 4, 8, CodeLayout.weightLimit]

  private let library: ModelLibrary

  public init(_ library: ModelLibrary) { self.library = library }

  /// A measured knob: its word and name, what it is named after, and the curve.
  public struct Knob: Sendable, Codable {
    public let word: String
    public let name: String
    /// The attribute and the value whose items are counted.
    public let attribute: String
    public let value: String
    /// Share of the catalogue that has the value.
    public let catalogShare: Double
    public let curve: SteeringEvaluation.Curve
  }

  /// Measures every named concept, or one, on the first `users` test users that have targets.
  /// Throws `NOCONCEPT` for a model without concepts or without names, and what reading throws.
  public func run(
    _ title: String?, concept: String?, folder: String?, users: Int, strengths: [Float]
  ) throws -> [Knob] {
    let snapshot = try title.map { try library.load(library.record($0)) } ?? library.open()
    guard let evaluation = SteeringEvaluation(snapshot.trained) else {
      throw Fault(.noConcept, "\(snapshot.title) has no concepts to turn")
    }
    let held = try EvaluationJob(library).split(of: snapshot, folder: folder).test
    return try knobs(snapshot, evaluation, held, concept, users, strengths)
  }

  /// The knobs of any model: its named concepts, or, of a model without concepts, the scalars of its
  /// code that say most about people, measured by `attribute` (the best covered categorical one when
  /// absent). The ranking of all test users stands beside. Throws `NOCONCEPT` for a model without
  /// anything to turn, `ARGS` for an attribute that items do not have, and what `run` throws.
  public func report(
    _ title: String?, concept: String?, attribute: String?, folder: String?, users: Int,
    strengths: [Float]
  ) throws -> SteeringReport {
    let snapshot = try title.map { try library.load(library.record($0)) } ?? library.open()
    let held = try EvaluationJob(library).split(of: snapshot, folder: folder).test
    var report = SteeringReport(
      model: snapshot.title,
      trainingSeed: try TrainingPlan(json: Data(snapshot.manifest.plan.utf8)).seed)
    if let evaluation = SteeringEvaluation(snapshot.trained) {
      report.knobs = try knobs(snapshot, evaluation, held, concept, users, strengths)
    } else if concept == nil, let evaluation = ScalarSteering(snapshot.trained) {
      let histories = held.visible.selecting(held.rowsWithTargets.prefix(users))
      report.scalars = try evaluation.knobs(
        try Self.column(attribute, of: snapshot), histories: histories, limit: Self.mostScalars)
    } else {
      throw Fault(
        .noConcept, "\(snapshot.title) has no \(concept == nil ? "factors" : "concepts") to turn")
    }
    report.ranking =
      try Evaluator([NDCG(at: 20), Recall(at: 20), NDCG(at: 100)])
      .evaluate(snapshot.trained, on: held).summaries
    return report
  }

  /// The knobs of a loaded model as a report shows them, on the first 200 held-out users; none
  /// for a model without named concepts.
  func knobs(of snapshot: Snapshot, held: FoldIn) throws -> [ModelFindings.Knob] {
    guard let evaluation = SteeringEvaluation(snapshot.trained),
      snapshot.factors.concepts.contains(where: { $0.name != nil })
    else { return [] }
    return try knobs(snapshot, evaluation, held, nil, 200, Self.strengths).map {
      ModelFindings.Knob(label: "\($0.word) \($0.name)", curve: $0.curve)
    }
  }

  // MARK: - Parts

  private func knobs(
    _ snapshot: Snapshot, _ evaluation: SteeringEvaluation, _ held: FoldIn, _ concept: String?,
    _ users: Int, _ strengths: [Float]
  ) throws -> [Knob] {
    let rows = held.rowsWithTargets.prefix(users)
    let histories = held.visible.selecting(rows)
    let hidden = held.hidden.selecting(rows)
    let wanted = try concept.map { try snapshot.factors.concept($0, at: "concept") }
    let named = snapshot.factors.concepts.filter {
      $0.name != nil && (wanted == nil || $0.index == wanted)
    }
    guard !named.isEmpty else {
      throw Fault(.noConcept, "no concept of \(snapshot.title) has a name to measure it by")
    }
    return try named.compactMap { description in
      guard let trait = description.traits.first,
        let column = snapshot.catalog.attributes[trait.attribute]
      else { return nil }
      let isInSet = (0..<snapshot.catalog.count).map { row in
        column.row(row).contains { $0.text == trait.value }
      }
      return Knob(
        word: snapshot.factors.label(description.index).word, name: description.name ?? "",
        attribute: trait.attribute, value: trait.value,
        catalogShare: Double(isInSet.count { $0 }) / Double(max(1, isInSet.count)),
        curve: try evaluation.curve(
          concept: description.index, isInSet: isInSet, histories: histories, hidden: hidden,
          strengths: strengths))
    }
  }

  /// The categorical attribute of a name, the best covered one without a name.
  static func column(
    _ attribute: String?, of snapshot: Snapshot
  ) throws(Fault) -> AttributeColumn? {
    let columns = snapshot.catalog.attributes.columns.filter { $0.kind == .categorical }
    guard let attribute else {
      return columns.max { ($0.coverage, $1.name) < ($1.coverage, $0.name) }
    }
    guard let column = columns.first(where: { $0.name == attribute }) else {
      let known = columns.map(\.name).joined(separator: ", ")
      throw Fault(
        .arguments,
        "items have no categorical attribute \"\(attribute)\" to tell them apart by; they have "
          + (known.isEmpty ? "none" : known), at: "attribute")
    }
    return column
  }
}
