import Datasets
import Evaluation
import Foundation
import Models
import Store
import Training

extension StudyDefinition {
  /// Reads a study from TOML. Strict: an unknown key is refused with the near spelling, a setting or
  /// range that the model does not have with those it has, a metric with those there are. Throws
  /// `DATA`, naming the place.
  public init(toml text: String) throws(Fault) {
    var root = try StudyTable(TOMLText.value(text), at: "")
    guard let name = try root.word("name"), !name.isEmpty,
      name.allSatisfy({ $0.isLetter || $0.isNumber || "-_".contains($0) })
    else { throw root.misfit("name", "a text of letters, digits, - and _") }
    self.name = name
    var data = try root.table("data")
    var split = try root.table("split")
    var training = try root.table("training")
    var tuning = try root.table("tuning")
    var evaluation = try root.table("evaluation")
    var report = try root.table("report")
    let models = try root.tables("model")
    let testSeed = UInt64(try evaluation.whole("test-seed", 0...Int.max) ?? 1)
    factors = try FactorScoring.asked(in: &root, seed: testSeed)
    try root.finish()
    files = try Self.files(&data)
    positive = try Self.rules(&data)
    try data.finish()
    divisions = try Self.divisions(&split)
    try split.finish()
    let plan = try Self.plan(&training, over: TrainingPlan())
    let hasRate = training.keys.contains("learning-rate")
    try training.finish()
    self.tuning = try Self.tuning(&tuning)
    try tuning.finish()
    metrics = try Self.metrics(&evaluation)
    let seeds = try evaluation.seeds("seeds") ?? [1, 2, 3]
    baseline = try evaluation.word("baseline")
    alpha = try evaluation.number("alpha", 1e-6...0.5) ?? 0.05
    self.testSeed = testSeed
    try evaluation.finish()
    reports = try report.words("formats") ?? ["md", "csv", "json"]
    try report.finish()
    let known = ["md", "csv", "json", "html", "tex"]
    if let other = reports.first(where: { !known.contains($0) }) {
      throw Fault(
        .data, "[report]: no format \"\(other)\"; there are \(known.joined(separator: ", "))")
    }
    self.models = []
    for table in models {
      self.models.append(try Self.model(table, plan, hasRate: hasRate, seeds))
    }
    try checkLabels()
  }

  private func checkLabels() throws(Fault) {
    guard !models.isEmpty else { throw Fault(.data, "a study has a [[model]] or more") }
    var labels: Set<String> = []
    for model in models where !labels.insert(model.label).inserted {
      throw Fault(.data, "two models are called \"\(model.label)\"; give one a label")
    }
    if let baseline, !labels.contains(baseline) {
      throw Fault(
        .data,
        "[evaluation]: the baseline \"\(baseline)\" is no model; there are "
          + models.map(\.label).joined(separator: ", "))
    }
    let needsData = divisions.contains { if case .made = $0 { true } else { false } }
    if needsData, files.isEmpty {
      throw Fault(.data, "[data]: files to ingest, or [split] with folders of split files")
    }
  }

  private static func files(_ table: inout StudyTable) throws(Fault) -> [File] {
    guard let value = table.value("files") else { return [] }
    guard case .list(let list) = value else { throw table.misfit("files", "a list") }
    var files: [File] = []
    for value in list {
      if let path = value.text {
        files.append(File(path: path))
        continue
      }
      var entry = try StudyTable(value, at: "\(table.place) files")
      guard let path = try entry.word("path") else { throw entry.misfit("path", "a text") }
      files.append(
        File(
          path: path, map: try entry.word("map"), type: try entry.word("type"),
          subject: try entry.word("as")))
      try entry.finish()
    }
    for file in files { _ = try file.options() }
    return files
  }

  private static func rules(_ table: inout StudyTable) throws(Fault) -> [String] {
    let rules = try table.words("positive") ?? []
    for rule in rules {
      do { _ = try EventRule(parsing: rule) } catch { throw Fault(.data, "[data]: \(error)") }
    }
    return rules
  }

  private static func divisions(_ table: inout StudyTable) throws(Fault) -> [Division] {
    if let folders = try table.words("folders") {
      guard !folders.isEmpty else { throw table.misfit("folders", "a list of folders") }
      return folders.map { .folder($0) }
    }
    let heldOut: HeldOut
    switch table.value("held-out") {
    case nil: heldOut = .share(0.1)
    case .int(let users)? where users > 0: heldOut = .users(users)
    case .double(let share)? where share > 0 && share < 0.5: heldOut = .share(share)
    default: throw table.misfit("held-out", "a count of users or a share below 0.5")
    }
    let minimum = try table.whole("minimum", 2...1_000_000) ?? 5
    return try (table.seeds("seeds") ?? [98765]).map {
      .made(.store(heldOut: heldOut, minimum: minimum, seed: $0))
    }
  }

  private static func plan(
    _ table: inout StudyTable, over usual: TrainingPlan
  ) throws(Fault) -> TrainingPlan {
    var plan = usual
    plan.epochs = try table.whole("epochs", 1...100_000) ?? plan.epochs
    plan.patience = try table.whole("patience", 0...100_000) ?? plan.patience
    plan.batch = try table.whole("batch", 1...100_000) ?? plan.batch
    if let rate = try table.number("learning-rate", 1e-7...1) { plan.learningRate = Float(rate) }
    return plan
  }

  private static func tuning(_ table: inout StudyTable) throws(Fault) -> Tuning {
    let word = try table.word("method") ?? "tpe"
    guard let method = SearchMethod(rawValue: word) else {
      throw table.misfit(
        "method", "one of " + SearchMethod.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let metric = try table.word("metric") ?? "ndcg@100"
    try checkMetric(metric, table)
    return Tuning(
      method: method, trials: try table.whole("trials", 1...10_000) ?? 1,
      keep: try table.whole("keep", 2...100) ?? 3, metric: metric,
      parallel: try table.whole("parallel", 1...1024) ?? 1)
  }

  private static func metrics(_ table: inout StudyTable) throws(Fault) -> [String] {
    let metrics = try table.words("metrics") ?? ["ndcg@100", "recall@20", "recall@50"]
    guard !metrics.isEmpty else { throw table.misfit("metrics", "a list of metrics") }
    for metric in metrics { try checkMetric(metric, table) }
    return metrics
  }

  private static func checkMetric(_ name: String, _ table: StudyTable) throws(Fault) {
    do { _ = try MetricName.metric(name) } catch {
      throw Fault(.data, "\(table.place): \(error)")
    }
  }

  private static func model(
    _ table: StudyTable, _ plan: TrainingPlan, hasRate: Bool, _ seeds: [UInt64]
  ) throws(Fault) -> Model {
    var table = table
    guard let name = try table.word("name") else { throw table.misfit("name", "a text") }
    let label = try table.word("label") ?? name
    var plan = plan
    // A model has a step size of its own where the study has none for all.
    if !hasRate, let type = try? Registry.type(named: name) {
      plan.learningRate = type.learningRate
    }
    var own = try table.table("training")
    let settings = try table.table("settings")
    let ranges: StudyTable? = table.keys.contains("ranges") ? try table.table("ranges") : nil
    var tuned = true
    switch table.value("tune") {
    case nil: break
    case .bool(let flag)?: tuned = flag
    default: throw table.misfit("tune", "true or false")
    }
    var model = Model(
      name: name, label: label, settings: "{}", plan: try Self.plan(&own, over: plan),
      ranges: nil, isTuned: tuned, seeds: try table.seeds("seeds") ?? seeds)
    _ = table.value("ranges")
    try own.finish()
    try table.finish()
    model.settings = try settings.settingsJSON()
    do {
      let json = Data(model.settings.utf8)
      try SettingTable.configured(name, json, model.plan, TrialSettings([:]))
      model.ranges = try ranges.map { try Self.ranges($0, of: model) }
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(.data, "\(table.place) (\(label)): \(error)")
    }
    return model
  }

  private static func ranges(_ table: StudyTable, of model: Model) throws -> [SearchRange] {
    var table = table
    var request = TuningRequest()
    request.model = model.name
    request.settings = Data(model.settings.utf8)
    request.plan = model.plan
    return try table.keys.map { key in
      let range: SearchRange
      switch table.value(key) {
      case .string(let text)?: range = try request.range(named: key, text: text)
      case .list(let list)?:
        let values = list.compactMap(\.setting)
        guard values.count == list.count, !values.isEmpty else {
          throw table.misfit(key, "a text such as \"0.1..2:log\", or a list of values")
        }
        range = SearchRange(key, .choice(values))
      default: throw table.misfit(key, "a text such as \"0.1..2:log\", or a list of values")
      }
      for end in range.ends {
        try SettingTable.configured(
          model.name, request.settings, request.plan, TrialSettings([key: end]))
      }
      return range
    }
  }
}

extension StudyTable {
  /// Every key as a setting, JSON with its keys in order.
  fileprivate func settingsJSON() throws(Fault) -> String {
    var table = self
    var values: [String: SettingValue] = [:]
    for key in keys {
      guard let value = table.value(key)?.setting else {
        throw misfit(key, "a number, a word, true or false")
      }
      values[key] = value
    }
    do { return try TrialSettings(values).json() } catch { throw Fault(.internal, "\(error)") }
  }
}

extension StudyDefinition.File {
  /// How the file is read.
  func options() throws(Fault) -> IngestOptions {
    var options = IngestOptions()
    options.type = type
    do {
      if let map { options.map = try FieldMap(parsing: map) }
    } catch {
      throw Fault(.data, "[data] \(path): \(error)")
    }
    if let subject {
      guard let known = IngestOptions.Subject(rawValue: subject) else {
        throw Fault(.data, "[data] \(path): as is events, items or users, not \(subject)")
      }
      options.subject = known
    }
    return options
  }
}
