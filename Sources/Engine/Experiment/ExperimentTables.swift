public import Evaluation
import Foundation

/// A result as the files that people open.
extension ExperimentResult {
  /// Means with standard errors over users, and the differences of the first metric to the
  /// reference; then what the factors showed, a table each; Markdown.
  public var markdown: String {
    let names = rows.first?.metrics.map(\.name) ?? []
    let lead = names.first ?? ""
    let reference = reference.map { "\(lead) − \($0), p (Holm)" }
    var lines = [
      "### \(name)", "", sentence, "",
      "| " + (["model"] + names + (reference.map { [$0] } ?? [])).joined(separator: " | ") + " |",
      "|" + String(repeating: "---|", count: 1 + names.count + (reference == nil ? 0 : 1)),
    ]
    lines += rows.map { row in
      let cells =
        [row.label]
        + row.metrics.map { "\(Self.fixed($0.mean)) ± \(Self.fixed($0.standardError))" }
        + (reference == nil ? [] : [difference(of: row.label, in: lead)])
      return "| " + cells.joined(separator: " | ") + " |"
    }
    return ([lines.joined(separator: "\n") + "\n"] + (factors ?? []).map(\.markdown))
      .joined(separator: "\n")
  }

  /// Every score of factors, one line a model and score; `nil` where the study does not ask.
  public var factorsCSV: String? { factors.map(FactorTable.csv) }

  /// One line a model and metric, numbers with all their digits.
  public var csv: String {
    var lines = [
      "model,metric,mean,standard_error,users,validation,reference,difference,low,high,p,p_holm"
    ]
    for row in rows {
      for summary in row.metrics {
        var fields = [
          Self.field(row.label), summary.name, "\(summary.mean)", "\(summary.standardError)",
          "\(summary.users)", row.validation.map { "\($0)" } ?? "",
        ]
        if let (pair, sign) = pair(of: row.label, in: summary.name) {
          let ends = [pair.interval.low * sign, pair.interval.high * sign].sorted()
          fields += [
            Self.field(sign < 0 ? pair.a : pair.b), "\(pair.difference * sign)", "\(ends[0])",
            "\(ends[1])", "\(pair.tTest.p)", "\(pair.adjusted)",
          ]
        } else {
          fields += [String](repeating: "", count: 6)
        }
        lines.append(fields.joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// All of it as one JSON object, keys in order.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// The result as a report: verdicts, means and differences, or the means of a model alone with
  /// intervals at confidence 1 − `alpha`; then what the factors showed.
  public func report(command: String, version: String, alpha: Double) -> Report {
    let builder = ReportBuilder(
      title: name, subtitle: sentence,
      provenance: [
        Report.Fact("command", command), Report.Fact("facet", version),
        Report.Fact("data fingerprints", fingerprints.joined(separator: " ")),
      ]
        + rows.map { row in
          Report.Fact(
            "\(row.label) settings", row.settings.joined(separator: "; "))
        })
    var report =
      comparison.map(builder.report) ?? builder.report(rows.first?.metrics ?? [], alpha: alpha)
    report.sections += (factors ?? []).map {
      Report.Section(title: $0.title, [.table($0.table)])
    }
    return report
  }

  /// Who was measured, and how the settings came about.
  public var sentence: String {
    let divisions = fingerprints.count
    let seeds = Set(rows.flatMap(\.seeds)).sorted().map { "\($0)" }.joined(separator: ", ")
    return "\(users) test users of \(divisions) \(divisions == 1 ? "division" : "divisions"), "
      + "\(tuning); means over seeds \(seeds), ± standard error over users."
  }

  private var reference: String? { comparison == nil ? nil : baseline ?? "the best" }

  /// The comparison of a model with the reference in a metric, and the sign that makes its
  /// difference that of the model; `nil` for the reference itself.
  private func pair(
    of label: String, in metric: String
  ) -> (pair: PairedComparison, sign: Double)? {
    guard let comparison else { return nil }
    let isAgainstBest = baseline == nil
    guard
      let pair = comparison.pairs.first(where: {
        $0.metric == metric && (isAgainstBest ? $0.b : $0.a) == label
      })
    else { return nil }
    return (pair, isAgainstBest ? -1 : 1)
  }

  private func difference(of label: String, in metric: String) -> String {
    guard let (pair, sign) = pair(of: label, in: metric) else { return "–" }
    let p = pair.adjusted < 0.001 ? "< 0.001" : "= " + String(format: "%.3f", pair.adjusted)
    return String(format: "%+.4f", pair.difference * sign) + ", p \(p)"
  }

  private static func fixed(_ number: Double) -> String { String(format: "%.4f", number) }

  private static func field(_ text: String) -> String {
    text.contains { ",\"\n".contains($0) }
      ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
