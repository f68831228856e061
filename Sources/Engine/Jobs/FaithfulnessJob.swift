import Datasets
import Evaluation
import Foundation
import Models
import Tensors

/// Measures whether explanations come true, on held-out users: what the service states of the best
/// items of a list against what happens when the reason is taken away.
///
/// - **concept**: the stated share of a concept against the relative fall of the item's probability
///   mass when the concept is muted and its items are kept, `1 − e^(s' − s)` with s the score;
/// - **probability**: the same share against the fall of the probability, `1 − p'/p`, where the mass
///   that is left is shared out anew;
/// - **history**: the stated drop of a history item against the fall of the score in a request of its
///   own without that item.
public struct FaithfulnessJob: Sendable {
  /// Items explained per user.
  public static let depth = 10

  private let library: ModelLibrary

  public init(_ library: ModelLibrary) { self.library = library }

  /// How what is stated and what happened go together, over all pairs.
  public struct Agreement: Sendable, Codable, Equatable {
    public let measure: String
    public let pairs: Int
    /// `nil` where one of the two does not vary.
    public let pearson: Double?
    public let spearman: Double?
    /// Largest difference between the two.
    public let largestError: Double
  }

  public struct Report: Sendable, Codable {
    public let model: String
    public let users: Int
    public let agreements: [Agreement]
    /// Largest distance of the shares of an item from summing to one.
    public let largestSumError: Double

    /// A line a number: model, users, measure, pairs, statistic, value.
    public var csv: String {
      var text = "model,users,measure,pairs,statistic,value\n"
      for agreement in agreements {
        let values: [(String, Double?)] = [
          ("pearson", agreement.pearson), ("spearman", agreement.spearman),
          ("largest error", agreement.largestError),
        ]
        for (name, value) in values {
          guard let value else { continue }
          text += "\(model),\(users),\(agreement.measure),\(agreement.pairs),\(name),\(value)\n"
        }
      }
      return text
    }
  }

  /// Stated and happened, pair by pair.
  private struct Pairs {
    var stated: [Double] = []
    var happened: [Double] = []

    func agreement(_ measure: String) -> Agreement {
      Agreement(
        measure: measure, pairs: stated.count, pearson: Correlation.pearson(stated, happened),
        spearman: Correlation.spearman(stated, happened),
        largestError: zip(stated, happened).map { abs($0 - $1) }.max() ?? 0)
    }
  }

  /// Measures a model on the first `users` test users that have targets. Throws what reading throws.
  /// O(users · (depth · named history + concepts) · scoring).
  public func run(_ title: String?, folder: String?, users: Int) throws -> Report {
    let snapshot = try title.map { try library.load(library.record($0)) } ?? library.open()
    let held = try EvaluationJob(library).split(of: snapshot, folder: folder).test
    let rows = held.rowsWithTargets.prefix(users)
    var (mass, probability, drops) = (Pairs(), Pairs(), Pairs())
    var largestSumError = 0.0
    for row in rows {
      let history = held.visible.row(row).map { ItemIndex($0) }
      var query = Query(history: history, k: Self.depth)
      if let steps = held.visible.steps {
        let own = steps[held.visible.offsets[row]..<held.visible.offsets[row + 1]]
        query.steps = Dictionary(uniqueKeysWithValues: zip(history, own))
      }
      query.explains = true
      let items = try Recommender(snapshot).recommend(query).items
      for item in items {
        let shares = item.reasons?.concepts ?? []
        if !shares.isEmpty {
          largestSumError = max(largestSumError, abs(shares.reduce(0, +) - 1))
        }
      }
      try measureConcepts(items, query, snapshot, &mass, &probability)
      try measureHistory(items, query, snapshot, &drops)
    }
    let agreements = [
      mass.agreement("concept"), probability.agreement("probability"), drops.agreement("history"),
    ]
    return Report(
      model: snapshot.title, users: rows.count,
      agreements: agreements.filter { $0.pairs > 0 }, largestSumError: largestSumError)
  }

  // MARK: - Parts

  private func measureConcepts(
    _ items: [RankedItem], _ query: Query, _ snapshot: Snapshot, _ mass: inout Pairs,
    _ probability: inout Pairs
  ) throws(Fault) {
    guard let block = snapshot.trained.layout.conceptWeights else { return }
    let recommender = Recommender(snapshot)
    let row = recommender.row(query.history, weights: [:], steps: query.steps)
    let before = try recommender.run(row, []).scores
    let total = before.logSumExp().scalars[0]
    for concept in 0..<block.count {
      let after = try recommender.run(row, [Override(block.name, [concept], .mute)]).scores
      let rest = after.logSumExp().scalars[0]
      for item in items {
        guard let share = item.reasons?.concepts[concept] else { continue }
        let fall = Double(
          after.scalars[Int(item.item.value)] - before.scalars[Int(item.item.value)])
        mass.stated.append(share)
        mass.happened.append(1 - exp(fall))
        probability.stated.append(share)
        probability.happened.append(1 - exp(fall - Double(rest - total)))
      }
    }
  }

  private func measureHistory(
    _ items: [RankedItem], _ query: Query, _ snapshot: Snapshot, _ drops: inout Pairs
  ) throws(Fault) {
    let recommender = Recommender(snapshot)
    for item in items {
      for reason in item.reasons?.history ?? [] {
        var rest = Query(history: query.history.filter { $0 != reason.item }, k: 1)
        rest.steps = query.steps
        let score = try recommender.standing(of: [item.item], rest)[0].score
        drops.stated.append(Double(reason.drop))
        drops.happened.append(Double(item.score - score))
      }
    }
  }
}
