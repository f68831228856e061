import ArgumentParser
import Engine
import Evaluation
import Foundation
import Models
import Training

/// `facet experiment`: a whole study from one file.
struct ExperimentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment",
    abstract: "Run a whole study from a file: data, splits, tuning, seeds, tests.",
    discussion: """
      Every model is tuned alike on validation users, trained with the chosen settings and every \
      seed, and measured on test users once. What is done is kept in a folder, so the same command \
      goes on after Ctrl-C or a kill. Tables [disentanglement] and [steering] in the file have the \
      factors of every final model scored after that.

        facet experiment check study.toml
        facet experiment run study.toml --data datasets
        facet experiment show study.toml
      """,
    subcommands: [ExperimentRun.self, ExperimentCheck.self, ExperimentShow.self])
}

/// The file of a study and where its data and results are.
struct StudyOptions: ParsableArguments {
  @Argument(help: "The study, a TOML file.")
  var study: String

  @Option(
    help: ArgumentHelp(
      "Folder that paths of the study start from; FACET_DATA when absent, else the study's own.",
      valueName: "folder"))
  var data: String?

  @Option(help: ArgumentHelp("Folder of results; NAME.study when absent.", valueName: "folder"))
  var out: String?

  /// The study as it stands in the file.
  func definition() throws -> StudyDefinition {
    guard let bytes = FileManager.default.contents(atPath: study) else {
      throw CommandFault(.noInput, "there is no study \(study)")
    }
    do {
      return try StudyDefinition(toml: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw CommandFault(.data, "\(study): \(Fault(error).message)")
    }
  }

  func job(_ definition: StudyDefinition) -> ExperimentJob {
    let own = URL(fileURLWithPath: study).deletingLastPathComponent()
    let named = data ?? ProcessInfo.processInfo.environment["FACET_DATA"]
    return ExperimentJob(
      definition, folder: folder(definition), data: named.map { URL(fileURLWithPath: $0) } ?? own,
      version: Facet.version)
  }

  func folder(_ definition: StudyDefinition) -> URL {
    URL(fileURLWithPath: out ?? "\(definition.name).study")
  }
}

/// `facet experiment run`.
struct ExperimentRun: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run what is left of a study and write its tables.",
    discussion: """
      The same command goes on after Ctrl-C or a kill and computes nothing twice.

        facet experiment run study.toml --data datasets --threads 2
      """)

  @OptionGroup var options: StudyOptions

  @Option(help: ArgumentHelp("Threads to compute with; all cores when absent.", valueName: "count"))
  var threads: Int?

  @Flag(help: "Answer in JSON: one object on standard output.")
  var json = false

  @Flag(name: .shortAndLong, help: "No talk on standard error but faults.")
  var quiet = false

  func run() async throws {
    var compute = RunOptions()
    compute.threads = threads
    try compute.validate()
    compute.apply()
    let definition = try options.definition()
    let job = options.job(definition)
    let terminal = Terminal(isQuiet: quiet, isJSON: json)
    let report = ExperimentReport(terminal)
    let result: ExperimentResult
    do {
      result = try await Interruption.cancelling {
        defer { report.end() }
        return try await job.run { report.show($0) }
      }
    } catch is CancellationError {
      throw CommandFault(
        .interrupted, "stopped; the same command goes on with \(options.folder(definition).path)")
    }
    try write(result, definition)
    terminal.data(json ? try result.json() : result.markdown)
  }

  private func write(_ result: ExperimentResult, _ definition: StudyDefinition) throws {
    var files: [(String, String)] = []
    for format in definition.reports {
      switch format {
      case "md": files.append(("table.md", result.markdown))
      case "csv":
        files.append(("table.csv", result.csv))
        if let factors = result.factorsCSV { files.append(("factors.csv", factors)) }
      case "json": files.append(("table.json", try result.json()))
      default:
        guard let rendering = ReportFormat(rawValue: format) else { continue }
        let report = result.report(
          command: ReportOptions.commandLine, version: Facet.version, alpha: definition.alpha)
        files += try rendering.files(report, name: "report.\(format)").map { ($0.path, $0.text) }
      }
    }
    let folder = options.folder(definition)
    for (path, text) in files {
      let target = folder.appendingPathComponent(path)
      do {
        try FileManager.default.createDirectory(
          at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: target, options: .atomic)
      } catch {
        throw CommandFault(.inputOutput, "cannot write \(target.path): \(error)")
      }
    }
  }
}

/// `facet experiment check`.
struct ExperimentCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Read a study strictly and say what it would do.",
    discussion: """
      Unknown keys, settings and metrics are refused with what was probably meant.

        facet experiment check study.toml
      """)

  @OptionGroup var options: StudyOptions

  func run() throws {
    let study = try options.definition()
    let terminal = Terminal(isQuiet: false, isJSON: false)
    let seeds = study.models.map(\.seeds.count).reduce(0, +) * study.divisions.count
    terminal.data(
      "\(study.name): \(study.models.count) models, \(study.divisions.count) "
        + "\(study.divisions.count == 1 ? "division" : "divisions"), \(study.tuning.method.rawValue) "
        + "of \(study.tuning.trials) trials each, \(seeds) final models")
    for model in study.models {
      let ranges = try model.searched()
      let searched =
        ranges.isEmpty
        ? "as it is" : ranges.map { "\($0.name)=\($0.text)" }.joined(separator: "  ")
      terminal.data("\(model.label)  \(searched)")
    }
    for scoring in study.factors { terminal.data("every final model  \(scoring.text)") }
  }
}

/// `facet experiment show`.
struct ExperimentShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the table of a study that has been run.",
    discussion: """
      From what the run has kept; nothing is computed but the tests.

        facet experiment show study.toml
      """)

  @OptionGroup var options: StudyOptions

  @Flag(help: "Answer in JSON: one object on standard output.")
  var json = false

  func run() throws {
    let definition = try options.definition()
    let result = try options.job(definition).result()
    Terminal(isQuiet: false, isJSON: json).data(json ? try result.json() : result.markdown)
  }
}
