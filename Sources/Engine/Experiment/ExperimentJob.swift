import Datasets
import Evaluation
public import Foundation
import Models
import Store
public import Training

/// News from an experiment.
public enum ExperimentEvent: Sendable {
  /// A stage begins, in words.
  case stage(String)
  case tuning(TuningEvent)
  case training(TrainingEvent)
}

/// A whole study: ingest, divide, tune, train, evaluate, compare.
///
/// Every model is tuned alike, on the validation users of the division at hand. Only then are its
/// chosen settings trained with every seed, and every such model looks at the test users once; what
/// it showed is kept. A study that was stopped or killed goes on where it was and ends in the same
/// tables.
public struct ExperimentJob: Sendable {
  let definition: StudyDefinition
  private let folder: URL
  private let data: URL?
  private let version: String

  /// A job that keeps its files in `folder` and finds data in `data`, the folder that relative paths
  /// start from; `version` is the program's.
  public init(_ definition: StudyDefinition, folder: URL, data: URL?, version: String) {
    self.definition = definition
    self.folder = folder
    self.data = data
    self.version = version
  }

  /// Runs what is left of the study. Throws `CancellationError` when the task is cancelled.
  public func run(
    report: @escaping @Sendable (ExperimentEvent) -> Void
  ) async throws -> ExperimentResult {
    let files = ExperimentFolder(url: folder)
    try files.prepare()
    let store = try InteractionStore(path: files.store.path, ifMissing: .create)
    try await ingest(into: store, files, report)
    let sources = try definition.divisions.enumerated().map {
      try source($0.element, number: $0.offset + 1, files)
    }
    if !definition.factors.isEmpty {
      for split in try sources.map({ try $0.split(store, for: []) }) {
        for scoring in definition.factors { try scoring.check(split, in: store) }
      }
    }
    var cells: [ExperimentCell] = []
    var factors: [FactorCell] = []
    for (index, source) in sources.enumerated() {
      for model in definition.models {
        let run = ExperimentModelRun(
          definition: definition, model: model, division: index + 1, source: source,
          store: store, files: files, version: version, report: report)
        let own = try await run.cells()
        cells += own
        factors += try own.flatMap { try run.factors(of: $0) }
      }
    }
    return try ExperimentResult(definition, cells, factors)
  }

  /// The result of a study that has ended, from what it kept. Throws `DATA` when something is
  /// missing.
  public func result() throws -> ExperimentResult {
    let files = ExperimentFolder(url: folder)
    var cells: [ExperimentCell] = []
    var factors: [FactorCell] = []
    for (index, division) in definition.divisions.enumerated() {
      for model in definition.models {
        for seed in model.seeds {
          func kept<Cell>(_ what: String, _ cell: Cell?) throws(Fault) -> Cell {
            if let cell { return cell }
            throw Fault(
              .data,
              "\(folder.path) has no \(what) of \(model.label), division \(index + 1), seed "
                + "\(seed), as the study has it now; run it first")
          }
          let identity = try definition.identity(of: model, division, seed: seed)
          cells.append(
            try kept(
              "result", files.cell(index + 1, model.label, seed, identity: identity)))
          for scoring in definition.factors {
            let identity = try definition.identity(of: scoring, model, division, seed: seed)
            factors.append(
              try kept(
                "\(scoring.word) scores",
                files.factors(scoring, index + 1, model.label, seed, identity: identity)))
          }
        }
      }
    }
    return try ExperimentResult(definition, cells, factors)
  }

  private func ingest(
    into store: InteractionStore, _ files: ExperimentFolder,
    _ report: @escaping @Sendable (ExperimentEvent) -> Void
  ) async throws {
    let wanted = definition.dataText
    if let known = try files.data() {
      guard known == wanted else {
        throw Fault(
          .conflict,
          "\(folder.path) holds other data than the study has now; name another folder")
      }
      return
    }
    for file in definition.files {
      let path = try path(file.path)
      report(.stage("ingest \(path)"))
      var options = try file.options()
      options.resumes = true
      options.rules = try definition.positive.map { try EventRule(parsing: $0) }
      let summary = try await store.ingest(path, options)
      try Task.checkCancellation()
      guard case .complete = summary.outcome else {
        throw Fault(
          .data, "\(summary.counts.rejected) of \(summary.counts.read) rows of \(path) are damaged")
      }
    }
    try files.write(data: wanted)
  }

  private func source(
    _ division: StudyDefinition.Division, number: Int, _ files: ExperimentFolder
  ) throws -> SplitSource {
    switch division {
    case .made(let source): return source
    case .folder(let path):
      return .folder(
        try files.split(number, from: URL(fileURLWithPath: try self.path(path))).path)
    }
  }

  /// A path of the study on this machine; a packed file stands for the plain one.
  private func path(_ path: String) throws -> String {
    let base = path.hasPrefix("/") ? nil : data
    let whole = base.map { $0.appendingPathComponent(path).path } ?? path
    for candidate in [whole, whole + ".xz", whole + ".gz", whole + ".zst"]
    where FileManager.default.fileExists(atPath: candidate) { return candidate }
    throw IngestFault.unreadable(path: whole, reason: "there is no such file")
  }
}

extension StudyDefinition {
  /// What is ingested, as text.
  var dataText: String {
    let lines = files.map { file in
      ([file.path] + [file.map, file.type, file.subject].map { $0 ?? "" }).joined(separator: "\t")
    }
    return (lines + positive.map { "positive \($0)" }).joined(separator: "\n") + "\n"
  }

  /// Hash of everything that decides what a final model shows, in 32 hexadecimal digits.
  func identity(of model: Model, _ division: Division, seed: UInt64) throws -> String {
    var hash = Fingerprint()
    hash.add(try tuningIdentity(of: model, division))
    hash.add("\(seed)")
    for metric in metrics { hash.add(metric) }
    return hash.text
  }

  /// Hash of everything that decides how a model is tuned.
  func tuningIdentity(of model: Model, _ division: Division) throws -> String {
    var hash = Fingerprint()
    hash.add(dataText)
    switch division {
    case .made(let source): hash.add(source.description)
    case .folder(let path): hash.add("folder \(path)")
    }
    for text in [model.name, model.label, model.settings, model.plan.json] { hash.add(text) }
    hash.add("\(model.seeds[0])")
    for range in try model.searched() {
      hash.add("\(range.name)=\(range.text)")
    }
    hash.add("\(tuning.method.rawValue) \(tuning.trials) \(tuning.keep) \(tuning.metric)")
    return hash.text
  }
}
