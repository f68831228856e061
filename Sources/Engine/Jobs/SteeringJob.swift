import Datasets
public import Evaluation
import Models
import Tensors
import Training

/// Measures the named concepts of a model as knobs, on held-out users of its split.
public struct SteeringJob: Sendable {
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
    return try knobs(
      of: snapshot, evaluation, held: held, concept: concept, users: users, strengths: strengths)
  }

  /// The knobs of a loaded model as a report shows them, on the first 200 held-out users; none
  /// for a model without named concepts.
  func knobs(of snapshot: Snapshot, held: FoldIn) throws -> [ModelFindings.Knob] {
    guard let evaluation = SteeringEvaluation(snapshot.trained),
      snapshot.factors.concepts.contains(where: { $0.name != nil })
    else { return [] }
    return try knobs(
      of: snapshot, evaluation, held: held, concept: nil, users: 200, strengths: [0, 1, 2, 4, 8]
    ).map { ModelFindings.Knob(label: "\($0.word) \($0.name)", curve: $0.curve) }
  }

  private func knobs(
    of snapshot: Snapshot, _ evaluation: SteeringEvaluation, held: FoldIn, concept: String?,
    users: Int, strengths: [Float]
  ) throws -> [Knob] {
    let rows = held.rowsWithTargets.prefix(users)
    let histories = held.visible.selecting(rows)
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
          concept: description.index, isInSet: isInSet, histories: histories,
          strengths: strengths))
    }
  }
}
