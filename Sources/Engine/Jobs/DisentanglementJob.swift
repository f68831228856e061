import Datasets
public import Evaluation
import Foundation
import Models
import Store
import Tensors
import Training

/// Scores the codes of a model of the store against what is known about people and items.
///
/// **People** are the validation and test users, none of whom the model was trained on where users
/// were divided (where interactions were, they are its training users, seen earlier); the code is
/// the posterior mean of every scalar after their visible history, the factors are the shares of an
/// item attribute's values in it, or an attribute of their own. **Items** are those that have the
/// attribute; the code is their membership in the concepts, the factors whether they have a value.
/// Independence of items is that of their vectors. The ranking of the test users stands beside.
public struct DisentanglementJob: Sendable {
  private let library: ModelLibrary

  public init(_ library: ModelLibrary) { self.library = library }

  /// The report. `attributes` are names of item or user attributes; empty for the one that names the
  /// concepts, or the best covered one. Throws `NOCONCEPT` for a model whose code is the history
  /// itself or the same for everybody, `ARGS` for an attribute that nobody has, `DATA` when nothing
  /// is known, and what reading throws.
  public func run(
    _ title: String?, attributes: [String], folder: String?, seed: UInt64,
    plan: DisentanglementEvaluation.Plan = DisentanglementEvaluation.Plan()
  ) throws -> DisentanglementReport {
    let snapshot = try title.map { try library.load(library.record($0)) } ?? library.open()
    let split = try EvaluationJob(library).split(of: snapshot, folder: folder)
    guard snapshot.trained.layout[HistoryCode.block] == nil else {
      throw Fault(
        .noConcept,
        "the code of \(snapshot.title) is the history itself; it has no factors of its own to score"
      )
    }
    let key = RandomKey(seed: seed).child("disentanglement")
    // Splits of interactions have the same people in both parts; they are points once.
    let isShared = !Set(split.validation.users).isDisjoint(with: split.test.users)
    let parts = isShared ? [split.test] : [split.validation, split.test]
    let everybody = SparseRows(stacking: parts.map(\.visible), columns: split.items.count)
    let rows = (0..<everybody.rows).filter { everybody.count($0) > 0 }
    let histories = everybody.selecting(rows)
    let people = try ModelCodes(snapshot.trained, people: histories)
    guard !people.points.codes.isEmpty else {
      throw Fault(
        .noConcept,
        "the code of \(snapshot.title) is the same for everybody; there are no factors to score")
    }
    let ids = parts.flatMap(\.users)
    let users = rows.map { ids[$0] }
    let known = try library.store.attributes(of: users)
    let names = try attributes.isEmpty ? [standard(snapshot)] : attributes
    var pairings: [DisentanglementReport.Pairing] = []
    pairings.append(
      try ofPeople(people, histories, snapshot, known, names, plan, key.child("people")))
    for name in names {
      if let column = snapshot.catalog.attributes[name] {
        pairings += ofItems(snapshot, column, plan, key.child("items").child(name))
      }
    }
    let ranking = try Evaluator([NDCG(at: 20), Recall(at: 20), NDCG(at: 100)])
      .evaluate(snapshot.trained, on: split.test)
    return DisentanglementReport(
      model: snapshot.title,
      trainingSeed: try TrainingPlan(json: Data(snapshot.manifest.plan.utf8)).seed, seed: seed,
      split: split.fingerprint, pairings: pairings, ranking: ranking.summaries)
  }

  // MARK: - Pairings

  private func ofPeople(
    _ codes: ModelCodes, _ histories: SparseRows, _ snapshot: Snapshot, _ known: AttributeTable,
    _ names: [String], _ plan: DisentanglementEvaluation.Plan, _ key: RandomKey
  ) throws -> DisentanglementReport.Pairing {
    // People without one of the attributes are no points.
    let columns = names.compactMap { snapshot.catalog.attributes[$0] == nil ? known[$0] : nil }
    let rows = (0..<histories.rows).filter { row in
      columns.allSatisfy { !$0.row(row).isEmpty }
    }
    guard rows.count >= 20 else {
      throw Fault(.data, "\(rows.count) held-out users have the attributes; 20 are needed")
    }
    let chosen = histories.selecting(rows)
    var factors: [TrueFactor] = []
    for name in names {
      if let column = snapshot.catalog.attributes[name], column.kind != .text {
        factors += AttributeFactors.ofChoices(column, chosen)
      } else if let column = known[name], column.kind != .text {
        factors += [AttributeFactors.ofPeople(column, people: rows)].compactMap { $0 }
      } else {
        throw unknown(name, snapshot, known)
      }
    }
    let points = codes.points.selecting(rows).with(factors: factors)
    let scores = DisentanglementEvaluation(
      points, deviations: codes.deviations.map { $0.map { column in rows.map { column[$0] } } },
      plan, key: key
    ).scores
    return DisentanglementReport.Pairing(
      name: "people",
      meaning: "posterior means of held-out users after their visible history, against "
        + "\(names.joined(separator: ", ")) of what they chose or are",
      points, dropped: codes.dropped, scores: scores)
  }

  private func ofItems(
    _ snapshot: Snapshot, _ column: AttributeColumn, _ plan: DisentanglementEvaluation.Plan,
    _ key: RandomKey
  ) -> [DisentanglementReport.Pairing] {
    let items = (0..<column.rows).filter { !column.row($0).isEmpty }
    guard let codes = ModelCodes(snapshot.trained, items: items), items.count >= 20 else {
      return []
    }
    let factors = AttributeFactors.ofItems(column, items: items)
    let points = codes.points.with(factors: factors)
    // Independence is asked of vectors; memberships sum to one and cannot be independent.
    var scores = DisentanglementEvaluation(points, deviations: nil, plan, key: key).scores
      .filter { $0.name != "independence" }
    if let vectors = snapshot.trained.itemVectors {
      let columns = (0..<vectors.columns).map { j in
        (0..<vectors.rows).map { Double(vectors.scalars[$0 * vectors.columns + j]) }
      }
      let all = CodedPoints(codes: columns, factors: [])
      if let score = DisentanglementEvaluation(all, deviations: nil, plan, key: key)
        .jackknife("independence", { Independence.score($0) })
      {
        scores.insert(score, at: 0)
      }
    }
    if snapshot.itemConcepts != nil, column.kind == .categorical {
      scores += alignment(codes, column, items, key)
    }
    let code = snapshot.itemConcepts == nil ? "item vectors" : "membership in the concepts"
    return [
      DisentanglementReport.Pairing(
        name: "items", meaning: "\(code), against \(column.name) of the items",
        points, dropped: codes.dropped, scores: scores)
    ]
  }

  private func alignment(
    _ codes: ModelCodes, _ column: AttributeColumn, _ items: [Int], _ key: RandomKey
  ) -> [DisentanglementReport.Score] {
    let values = Set(items.flatMap { column.row($0).map(\.text) }).sorted()
    let place = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
    let categories = items.map { row in
      Set(column.row(row).compactMap { place[$0.text] }).sorted()
    }
    // The rows of a part find their categories by a column that carries them.
    let rows = TrueFactor("row", .numbers(items.indices.map { Double($0) }))
    let points = codes.points.with(factors: [rows])
    func score(_ name: String, _ of: @escaping ([[Double]], [[Int]]) -> Double?)
      -> DisentanglementReport.Score?
    {
      DisentanglementEvaluation(points, deviations: nil, .init(), key: key).jackknife(name) {
        part in
        guard case .numbers(let rows) = part.factors[0].values else { return nil }
        let concepts = rows.indices.map { n in part.codes.map { $0[n] } }
        return of(concepts, rows.map { categories[Int($0)] })
      }
    }
    return [
      score("alignment-nmi") {
        ConceptAlignment.normalizedInformation($0, categories: $1, count: values.count)
      },
      score("alignment-released") {
        ConceptAlignment.released($0, categories: $1, count: values.count).map { Double($0) }
      },
    ].compactMap { $0 }
  }

  // MARK: - Attributes

  /// The attribute that names most concepts, otherwise the categorical one that most items have.
  private func standard(_ snapshot: Snapshot) throws(Fault) -> String {
    var counts: [String: Int] = [:]
    for concept in snapshot.factors.concepts {
      if let trait = concept.traits.first { counts[trait.attribute, default: 0] += 1 }
    }
    if let name = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key { return name }
    let columns = snapshot.catalog.attributes.columns.filter { $0.kind == .categorical }
    guard let best = columns.max(by: { ($0.coverage, $1.name) < ($1.coverage, $0.name) }) else {
      throw Fault(
        .data,
        "nothing is known about the items of \(snapshot.title); ingest a file of items with a "
          + "categorical attribute")
    }
    return best.name
  }

  private func unknown(_ name: String, _ snapshot: Snapshot, _ known: AttributeTable) -> Fault {
    func list(_ table: AttributeTable) -> String {
      let names = table.columns.filter { $0.kind != .text }.map(\.name)
      return names.isEmpty ? "none" : names.joined(separator: ", ")
    }
    return Fault(
      .arguments,
      "no attribute \"\(name)\" to score by; items have \(list(snapshot.catalog.attributes)), "
        + "users have \(list(known))", at: "attribute")
  }
}
