import ArgumentParser
import Datasets
import Engine
import Foundation
import Models
import Training

/// What a model learns from and how: the options that training and tuning share.
struct LearningOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A setting of the model; may be repeated.", valueName: "key=value"))
  var set: [String] = []

  @Option(help: ArgumentHelp("A JSON file of settings; --set goes over it.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp("Split files to learn from instead of the store.", valueName: "folder"))
  var split: String?

  @OptionGroup(title: "Split of the store") var division: SplitOptions

  @Option(help: "Users with a shorter history are left out.")
  var minimumHistory = 5

  @Option(help: "Seed of the division of users.")
  var splitSeed: UInt64 = 98765

  @Option(help: "Most epochs; rounds, when the model alternates.")
  var epochs = TrainingPlan().epochs

  @Option(help: "Epochs without a better validation score before stopping; 0 for never.")
  var patience = TrainingPlan().patience

  @Option(help: "Users per step.")
  var batch = TrainingPlan().batch

  @Option(help: "Step size of Adam; the model's own when absent.")
  var learningRate: Float?

  /// The training loop that is asked for. Throws when there is no such model.
  func plan(for model: String, seed: UInt64) throws -> TrainingPlan {
    var plan = TrainingPlan(for: try Registry.type(named: model))
    plan.epochs = epochs
    plan.patience = patience
    plan.batch = batch
    if let learningRate { plan.learningRate = learningRate }
    plan.seed = seed
    return plan
  }

  /// Where the users come from.
  func data() throws -> SplitSource {
    if let split { return .folder(split) }
    return .store(try division.recipe(minimum: minimumHistory, seed: splitSeed))
  }

  /// The settings of the model, a JSON object.
  func settings() throws -> Data {
    var fields: [String: Any] = [:]
    if let config {
      guard let data = FileManager.default.contents(atPath: config),
        let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
      else { throw ValidationError("--config \(config) is not a JSON object") }
      fields = object
    }
    for pair in set {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw ValidationError("--set takes key=value, not \(pair)")
      }
      let value = Data(parts[1].utf8)
      fields[String(parts[0])] =
        (try? JSONSerialization.jsonObject(with: value, options: .fragmentsAllowed))
        ?? String(parts[1])
    }
    return try JSONSerialization.data(withJSONObject: fields)
  }

  /// The options as they are written, but for those of the model and for defaults.
  func words(_ plan: TrainingPlan, for model: String) throws -> [String] {
    let usual = TrainingPlan(for: try Registry.type(named: model))
    var words: [String] = []
    func add(_ name: String, _ value: String, unless isUsual: Bool) {
      if !isUsual { words += ["--\(name)", value] }
    }
    add("learning-rate", "\(plan.learningRate)", unless: plan.learningRate == usual.learningRate)
    add("batch", "\(plan.batch)", unless: plan.batch == usual.batch)
    add("epochs", "\(plan.epochs)", unless: plan.epochs == usual.epochs)
    add("patience", "\(plan.patience)", unless: plan.patience == usual.patience)
    if let split {
      add("split", split, unless: false)
    } else {
      words += division.words
      add("minimum-history", "\(minimumHistory)", unless: minimumHistory == 5)
      add("split-seed", "\(splitSeed)", unless: splitSeed == 98765)
    }
    return words
  }
}

/// Times such as `90s`, `30m`, `2h`.
enum TimeText {
  static func seconds(_ text: String) throws -> Double {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? text : String(text.dropLast())), number > 0 else {
      throw ValidationError("--time-limit is a time such as 90s, 30m or 2h, not \(text)")
    }
    return number * (unit ?? 1)
  }
}
