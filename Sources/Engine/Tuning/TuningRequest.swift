public import Evaluation
public import Foundation
public import Models
import Tensors
public import Training

/// What is to be tuned, on what, and how.
public struct TuningRequest: Sendable {
  public var model = "macridvae"
  /// Settings that stay, a JSON object over the defaults of the model.
  public var settings = Data("{}".utf8)
  /// The training loop of every trial; what a range varies of it goes over it.
  public var plan = TrainingPlan()
  public var data = SplitSource.store()
  public var method = SearchMethod.tpe
  /// Where to look; the model's own ranges when absent.
  public var ranges: [SearchRange]?
  /// Trials, the defaults among them; a grid has its own number.
  public var trials = 20
  /// One in so many goes on to the next rung (halving).
  public var keep = 3
  /// Values of a continuous range (grid).
  public var levels = 3
  /// What the validation users judge by.
  public var metric: any Metric = NDCG(at: 100)
  /// Trials side by side; they share the threads. Changes no trial and no result.
  public var parallel = 1
  /// Whether to go on with a study of the same request, when there is one.
  public var resumes = false
  /// Name of the study; the model's and a number when absent.
  public var name: String?

  public init() {}

  /// A range of a setting as people write it; whether it is of whole numbers is asked of the
  /// setting. Throws for a setting that is not there and for a text that is no range.
  public func range(named name: String, text: String) throws -> SearchRange {
    let isWhole = try SettingTable.isWhole(name, of: model, settings, plan)
    return try SearchRange(name, text: text, isWhole: isWhole)
  }

  /// The ranges that are searched.
  func searched() throws(ConfigurationFault) -> [SearchRange] {
    if let ranges { return ranges }
    return try Registry.searchSpace(of: model)
  }
}

/// What must agree for a study to go on: with it, the trials and their scores are the same.
struct StudyIdentity: Codable, Equatable {
  var model: String
  var settings: String
  var plan: String
  var fingerprint: String
  var method: SearchMethod
  /// In order: the draws of a range follow its place.
  var ranges: [String]
  var metric: String
  var threads: Int
  /// Number of trials where it decides what a trial is (halving), else `nil`.
  var trials: Int?
  var keep: Int?
  var levels: Int?

  init(_ request: TuningRequest, _ ranges: [SearchRange], settings: String, fingerprint: String) {
    model = request.model
    self.settings = settings
    plan = request.plan.json
    self.fingerprint = fingerprint
    method = request.method
    self.ranges = ranges.map { "\($0.name)=\($0.text)" }
    metric = request.metric.name
    threads = Parallel.threads
    if request.method == .halving { (trials, keep) = (request.trials, request.keep) }
    if request.method == .grid { levels = request.levels }
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
