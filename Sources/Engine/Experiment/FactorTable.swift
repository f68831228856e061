import Evaluation

/// Scores of factors over the final models of a study: a row a model, means over its seeds and
/// divisions with their deviation, which is what another seed changes.
public struct FactorTable: Sendable, Codable, Equatable {
  /// One score of a model.
  public struct Mean: Sendable, Codable, Equatable {
    public var name: String
    public var mean: Double
    /// Standard deviation over the final models (divisor n − 1); `nil` for one alone.
    public var deviation: Double?
    /// Final models that have the score.
    public var models: Int
  }

  /// One model.
  public struct Row: Sendable, Codable, Equatable {
    public var label: String
    /// Why it has no scores, of a model without factors.
    public var absence: String?
    public var scores: [Mean]
  }

  /// `people`, `items` or `knobs`.
  public var name: String
  public var title: String
  /// What the codes or the knobs are measured by.
  public var meaning: String
  public var rows: [Row]

  /// What is shown of a table, in this order; its CSV has all.
  private static let shown = [
    "independence", "mig", "modularity", "dci-d", "dci-c", "dci-i-accuracy", "dci-i-error",
    "factorvae", "sap", "explicitness", "alignment-nmi", "concepts", "scalars", "range", "monotone",
    "tau-others", "moved-others", "targeted-gain", "left-after-mute", "kept-1", "kept-2", "neutral",
    "ndcg@20", "recall@20",
  ]

  /// The tables of a study, in the order of its questions: people and items for disentanglement,
  /// knobs for steering. A table without any score is left out unless it says so of all models.
  static func all(_ definition: StudyDefinition, _ cells: [FactorCell]) -> [FactorTable] {
    definition.factors.flatMap { scoring -> [FactorTable] in
      switch scoring {
      case .disentanglement:
        [
          disentanglement("people", "Codes of people", definition, cells),
          disentanglement("items", "Codes of items", definition, cells),
        ]
      case .steering(let users, _):
        [
          FactorTable(
            name: "knobs", title: "Knobs",
            meaning: "Means over the knobs of a model, turned for \(users) test users at most. "
              + "Named concepts: share of the named set in the top "
              + "\(SteeringEvaluation.depth) from muted to full strength (range), users for whom it "
              + "never falls (monotone); at full strength the order of other items (tau-others) and "
              + "the change of other concepts' shares (moved-others); gain in NDCG of the concept's "
              + "held-out items at +\(Figures.short(Double(SteeringReport.boost))) (targeted-gain); "
              + "own items in the top \(SteeringEvaluation.mutedDepth) after a mute "
              + "(left-after-mute). Scalars: from two steps down to two up, found on half of the "
              + "users and measured on the others; share of the list kept at one and two steps. "
              + "neutral: share of knobs of which adding 0 changes no bit.",
            definition, cells.filter { $0.scoring == scoring.word }
          ) { $0.steering?.means }
        ]
      }
    }
  }

  private static func disentanglement(
    _ name: String, _ title: String, _ definition: StudyDefinition, _ cells: [FactorCell]
  ) -> FactorTable {
    func pairing(_ cell: FactorCell) -> DisentanglementReport.Pairing? {
      cell.disentanglement?.pairings.first { $0.name == name }
    }
    let own = cells.filter { $0.disentanglement != nil || $0.scoring == "disentanglement" }
    let meanings = own.compactMap { pairing($0)?.meaning }.reduce(into: [String]()) { known, text in
      if !known.contains(text) { known.append(text) }
    }
    return FactorTable(
      name: name, title: title,
      meaning: meanings.isEmpty
        ? ""
        : meanings.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }.joined(separator: " "),
      definition, own
    ) { cell in
      pairing(cell).map { found in
        found.scores.map { ($0.name, $0.value) }
          + (cell.disentanglement?.ranking ?? []).map { ($0.name, $0.mean) }
      }
    }
  }

  private init(
    name: String, title: String, meaning: String, _ definition: StudyDefinition,
    _ cells: [FactorCell], _ scores: (FactorCell) -> [(name: String, value: Double)]?
  ) {
    self.name = name
    self.title = title
    self.meaning = meaning
    rows = definition.models.map { model in
      let own = cells.filter { $0.label == model.label }
      let found = own.compactMap(scores)
      guard !found.isEmpty else {
        return Row(
          label: model.label, absence: own.compactMap(\.absence).first ?? "it has none of these",
          scores: [])
      }
      var order: [String] = []
      var values: [String: [Double]] = [:]
      for (name, value) in found.flatMap(\.self) {
        if values[name] == nil { order.append(name) }
        values[name, default: []].append(value)
      }
      return Row(label: model.label, scores: order.map { Mean($0, values[$0] ?? []) })
    }
  }
}

extension FactorTable.Mean {
  /// Mean and deviation of one value a final model; at least one.
  init(_ name: String, _ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(
      name: name, mean: mean,
      deviation: values.count > 1 ? (squares / (count - 1)).squareRoot() : nil,
      models: values.count)
  }
}

// MARK: - For reading

extension FactorTable {
  /// The scores that most readers want, a column each where some model has it.
  var table: Report.Table {
    let columns = Self.shown.filter { name in
      rows.contains { $0.scores.contains { $0.name == name } }
    }
    return Report.Table(
      name: "factors-\(name)", caption: caption,
      data: DataTable(
        columns: ["model"] + columns,
        rows: rows.map { row in
          guard row.absence == nil else {
            return [row.label, "no factors"]
              + [String](repeating: "–", count: max(0, columns.count - 1))
          }
          return [row.label]
            + columns.map { name in row.scores.first { $0.name == name }.map(Self.cell) ?? "–" }
        }))
  }

  private var caption: String {
    let count = rows.flatMap { $0.scores.map(\.models) }.max() ?? 0
    let spread =
      count > 1
      ? "Means over final models, ± their standard deviation over seeds and divisions." : ""
    let absent = rows.compactMap { row in row.absence.map { "\(row.label): \($0)." } }
    return ([meaning, spread] + absent).filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func cell(_ mean: Mean) -> String {
    guard mean.name != "concepts", mean.name != "scalars" else { return Figures.short(mean.mean) }
    return Figures.fixed(mean.mean, 4)
      + (mean.deviation.map { " ± \(Figures.fixed($0, 4))" } ?? "")
  }

  /// Heading, table and what its columns are, as Markdown.
  var markdown: String {
    let table = table
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let lines =
      ["#### \(title)", "", line(table.data.columns)]
      + ["|" + String(repeating: "---|", count: table.data.columns.count)]
      + table.data.rows.map(line) + ["", table.caption]
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line a model and score; of a model without factors one that says so.
  static func csv(_ tables: [FactorTable]) -> String {
    DataTable(
      columns: [
        "points", "model", "score", "mean", "standard_deviation", "final_models", "absence",
      ],
      rows: tables.flatMap { table in
        table.rows.flatMap { row -> [[String]] in
          if let absence = row.absence {
            return [[table.name, row.label, "", "", "", "", absence]]
          }
          return row.scores.map {
            [
              table.name, row.label, $0.name, "\($0.mean)", $0.deviation.map { "\($0)" } ?? "",
              "\($0.models)", "",
            ]
          }
        }
      }
    ).csv
  }
}
