import Datasets
public import Evaluation
import Foundation
import Training

/// What a study found: every model's means over users, and how they differ.
///
/// A user's value of a metric is averaged over the seeds of a model and over the divisions in which
/// the user is a test user; standard errors and tests are over users. So a user counts once, and
/// what another seed would have given is averaged away before models are compared.
public struct ExperimentResult: Sendable, Codable, Equatable {
  /// One model.
  public struct Row: Sendable, Codable, Equatable {
    public var label: String
    public var model: String
    public var seeds: [UInt64]
    /// Trials on every division before the settings were chosen; 0 where nothing was tuned.
    public var trials: Int
    /// The chosen settings and plan by division, JSON.
    public var settings: [String]
    /// Mean of the best validation scores, where there are some.
    public var validation: Double?
    public var metrics: [MetricSummary]
    /// Means of the first metric by seed: what a seed alone changes.
    public var bySeed: [Double]
  }

  public var name: String
  /// How the settings were chosen, in words.
  public var tuning: String
  /// Fingerprints of the divisions of users.
  public var fingerprints: [String]
  public var users: Int
  public var rows: [Row]
  /// Label of the model that the others are compared with; the best of every metric when absent.
  public var baseline: String?
  /// Against the baseline or the best, Holm-corrected; `nil` for one model alone.
  public var comparison: Comparison?
  /// What the factors of the models showed; `nil` where the study does not ask.
  public var factors: [FactorTable]?

  init(
    _ definition: StudyDefinition, _ cells: [ExperimentCell], _ factors: [FactorCell] = []
  ) throws {
    name = definition.name
    let tuning = definition.tuning
    self.tuning =
      "settings chosen on validation users, \(tuning.method.rawValue), at most \(tuning.trials) "
      + "trials a model and division, by \(tuning.metric)"
    fingerprints = definition.divisions.indices.map { index in
      cells.first { $0.division == index + 1 }?.fingerprint ?? ""
    }
    var results: [(title: String, result: EvaluationResult)] = []
    rows = definition.models.map { model in
      let own = cells.filter { $0.label == model.label }
      let result = Self.averaged(own, metrics: definition.metrics)
      results.append((model.label, result))
      return Self.row(model, own, result)
    }
    baseline = definition.baseline
    users = results.first?.result.users.count ?? 0
    if !definition.factors.isEmpty { self.factors = FactorTable.all(definition, factors) }
    if results.count > 1 {
      comparison = try Comparison(
        results, against: definition.baseline.map { .model($0) } ?? .best,
        settings: ComparisonSettings(seed: definition.testSeed, alpha: definition.alpha))
    }
  }

  private static func row(
    _ model: StudyDefinition.Model, _ cells: [ExperimentCell], _ result: EvaluationResult
  ) -> Row {
    let scores = cells.compactMap(\.validation)
    let first = cells.filter { $0.seed == model.seeds[0] }.sorted { $0.division < $1.division }
    return Row(
      label: model.label, model: model.name, seeds: model.seeds,
      trials: cells.map(\.trials).max() ?? 0,
      settings: first.map { "\($0.configuration) \($0.plan)" },
      validation: scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count),
      metrics: result.summaries,
      bySeed: model.seeds.map { seed in
        averaged(cells.filter { $0.seed == seed }, metrics: result.metrics).summaries.first?.mean
          ?? 0
      })
  }

  /// One value a user and metric: the mean over the cells that measured the user. Users in the order
  /// in which the divisions name them. O(cells · users · metrics).
  static func averaged(_ cells: [ExperimentCell], metrics: [String]) -> EvaluationResult {
    var places: [String: Int] = [:]
    var users: [UserID] = []
    var counts: [Double] = []
    var sums = [[Double]](repeating: [], count: metrics.count)
    for cell in cells.sorted(by: { ($0.division, $0.seed) < ($1.division, $1.seed) }) {
      for (index, user) in cell.users.enumerated() {
        let place = places[user] ?? users.count
        if place == users.count {
          places[user] = place
          users.append(UserID(user))
          counts.append(0)
          for metric in metrics.indices { sums[metric].append(0) }
        }
        counts[place] += 1
        for metric in metrics.indices { sums[metric][place] += cell.values[metric][index] }
      }
    }
    return EvaluationResult(
      metrics: metrics, users: users,
      values: sums.map { zip($0, counts).map { $0 / $1 } },
      usersWithoutTargets: cells.map(\.usersWithoutTargets).max() ?? 0)
  }
}
