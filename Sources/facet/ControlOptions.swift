import ArgumentParser
import Engine
import Evaluation
import Foundation

/// What `facet evaluate` measures beside ranking: how far the code of a model comes apart, and
/// whether its knobs do what their names say.
struct ControlOptions: ParsableArguments {
  @Flag(help: "Score the code against attributes instead: MIG, DCI, SAP and others.")
  var disentanglement = false

  @Option(
    help: ArgumentHelp(
      "Attributes that are the true factors, those that name the concepts when absent; for ild and "
        + "calibration-kl an attribute of items, the best known one when absent.",
      valueName: "names"))
  var attribute: String?

  @Flag(help: "Measure the factors as knobs instead: what turning them does to the list.")
  var steerability = false

  @Flag(help: "Measure the explanations instead: whether stated reasons come true.")
  var faithfulness = false

  @Option(help: "Measure this concept only.")
  var concept: String?

  @Option(help: "Users to measure knobs or explanations on.")
  var steeringUsers = 200

  @Option(help: ArgumentHelp("Write the scores to this CSV file.", valueName: "file"))
  var scores: String?

  /// Does what is asked for; `false` when it is neither.
  func run(
    _ library: ModelLibrary, model: String?, split: String?, seed: UInt64, _ terminal: Terminal
  ) throws -> Bool {
    let asked = [disentanglement, steerability, faithfulness].count { $0 }
    guard asked > 0 else { return false }
    guard asked == 1 else {
      throw CommandFault(
        .usage,
        "--disentanglement, --steerability and --faithfulness are asked for one at a time")
    }
    if faithfulness {
      let report = try FaithfulnessJob(library).run(model, folder: split, users: steeringUsers)
      try write(report.csv)
      if terminal.isJSON {
        try terminal.data(json: report)
      } else {
        for line in FaithfulnessText.lines(report) { terminal.data(line) }
      }
      return true
    }
    if disentanglement {
      let report = try DisentanglementJob(library).run(
        model, attributes: attribute?.split(separator: ",").map(String.init) ?? [], folder: split,
        seed: seed)
      try write(report.csv)
      if terminal.isJSON {
        try terminal.data(json: report)
      } else {
        for line in DisentanglementText.lines(report) { terminal.data(line) }
      }
      return true
    }
    let report = try SteeringJob(library).report(
      model, concept: concept, attribute: attribute, folder: split, users: steeringUsers,
      strengths: SteeringJob.strengths)
    try write(report.csv)
    if terminal.isJSON {
      try terminal.data(json: report)
    } else {
      for line in SteeringText.lines(report) { terminal.data(line) }
    }
    return true
  }

  private func write(_ csv: String) throws {
    guard let scores else { return }
    do {
      try Data(csv.utf8).write(to: URL(fileURLWithPath: scores), options: .atomic)
    } catch {
      throw CommandFault(.inputOutput, "cannot write \(scores): \(error)")
    }
  }
}
