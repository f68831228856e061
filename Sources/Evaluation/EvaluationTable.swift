import Datasets
import Foundation

/// The report as text: for a terminal, and as comma-separated lines.
extension EvaluationReport {
  /// A table with a sentence on the users, one on the protocol, and its warnings.
  public var table: String {
    let width = max(6, (metrics.map(\.name) + aggregates.map(\.name)).map(\.count).max() ?? 0)
    func padded(_ name: String) -> String {
      name + String(repeating: " ", count: width - name.count)
    }
    func row(_ metric: MetricSummary) -> String {
      "\(padded(metric.name))  \(Self.digits(metric.mean))     \(Self.digits(metric.standardError))"
    }
    var lines = ["\(padded("metric"))    mean  std. error"]
    lines += metrics.map(row)
    lines += aggregates.map { "\(padded($0.name))  \(Self.digits($0.value))  all lists together" }
    for group in breakdown?.groups ?? [] {
      let users = group.users == 1 ? "1 user" : "\(group.users) users"
      lines.append("\(breakdown?.attribute ?? "") \(group.name): \(users)")
      lines += group.metrics.map(row)
    }
    return (lines + sentences).joined(separator: "\n")
  }

  private var sentences: [String] {
    let skipped =
      usersWithoutTargets == 0 ? "" : "; \(usersWithoutTargets) without targets left out"
    var sentences: [String] = []
    if candidates == "\(Candidates.full)" {
      sentences.append("\(users) \(part) users, \(items) items ranked in full\(skipped)")
    } else {
      sentences.append(
        "\(users) \(part) users, targets ranked among \(candidates) other items of \(items), "
          + "not in full\(skipped)")
    }
    if let attribute { sentences.append("ild and calibration in \(attribute)") }
    if let division {
      let leaks = division.leaks.map { "; \($0.brief)" } ?? ""
      sentences.append("split \(division.kind), mask \(division.mask.rawValue)\(leaks)")
      if let warning = division.warning { sentences.append("warning: \(warning)") }
    }
    return sentences
  }

  /// `group,metric,mean,standard_error,users`, a line a metric: all users first, then the groups.
  /// Aggregates have no error, and the candidates stand in a column of their own, so that a sampled
  /// figure is not taken for a full one.
  public var csv: String {
    var lines = ["group,metric,mean,standard_error,users,candidates"]
    func add(_ group: String, _ metrics: [MetricSummary]) {
      lines += metrics.map {
        "\(group.csvField),\($0.name),\($0.mean),\($0.standardError),\($0.users),\(candidates)"
      }
    }
    add("all", metrics)
    lines += aggregates.map { "all,\($0.name),\($0.value),,\(users),\(candidates)" }
    for group in breakdown?.groups ?? [] {
      add("\(breakdown?.attribute ?? "")=\(group.name)", group.metrics)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func digits(_ value: Double) -> String { String(format: "%.4f", value) }
}
