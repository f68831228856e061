import Foundation
import Store

/// What `facet ingest` says about one file.
struct IngestReport: Encodable {
  let file: String
  let outcome: String
  let format: String
  let holds: String
  let columns: String
  let read: Int
  let accepted: Int
  let duplicate: Int
  let rejected: Int
  let positives: Int
  let rowsPerSecond: Int
  let first: String?
  let last: String?
  let timestampUnit: String?
  let rules: [String]
  let rejects: [RejectedRow]
  let warnings: [String]
  let dryRun: Bool

  init(_ summary: IngestSummary) {
    file = summary.path
    outcome = summary.outcome.rawValue
    format = summary.format
    holds = summary.subject.rawValue
    columns = summary.columns
    read = summary.counts.read
    accepted = summary.counts.accepted
    duplicate = summary.counts.duplicate
    rejected = summary.counts.rejected
    positives = summary.positives
    rowsPerSecond = Int(summary.rate)
    first = summary.dateRange?.first
    last = summary.dateRange?.last
    timestampUnit = summary.timestampUnit?.rawValue
    rules = summary.rules.map(\.description)
    rejects = summary.firstRejects
    warnings = summary.warnings
    dryRun = summary.isDryRun
  }

  /// The report for a person.
  var lines: [String] {
    var lines = ["\(file): \(format), \(holds)", "  columns     \(columns)"]
    let parts = [
      "\(Terminal.grouped(read)) read", "\(Terminal.grouped(accepted)) accepted",
      "\(Terminal.grouped(duplicate)) duplicate", "\(Terminal.grouped(rejected)) rejected",
    ]
    lines.append(
      "  rows        \(parts.joined(separator: ", "))"
        + (dryRun ? " (dry run: nothing kept, duplicates not looked for)" : ""))
    lines.append("  speed       \(Terminal.grouped(rowsPerSecond)) rows/s")
    if let first, let last {
      let unit = timestampUnit.map { ", times in \($0)" } ?? ""
      lines.append("  dates       \(first) to \(last) UTC\(unit)")
    }
    if !rules.isEmpty {
      lines.append("  positive    \(rules.joined(separator: "; "))")
      lines.append("              \(Terminal.grouped(positives)) of the accepted rows")
    }
    for warning in warnings { lines.append("  warning     \(warning)") }
    for reject in rejects.prefix(5) {
      lines.append("  rejected    line \(reject.line): \(reject.reason)")
    }
    if rejected > 5 { lines.append("              and \(Terminal.grouped(rejected - 5)) more") }
    return lines
  }

  /// The progress line: rows, rate, share of the file, time left.
  static func progress(_ progress: IngestProgress) -> String {
    let seconds = progress.elapsed / .seconds(1)
    let rate = seconds > 0 ? Double(progress.rows) / seconds : 0
    var text =
      "\(Terminal.grouped(progress.counts.read)) rows, \(Terminal.grouped(Int(rate))) rows/s"
    if progress.counts.rejected > 0 {
      text += ", \(Terminal.grouped(progress.counts.rejected)) rejected"
    }
    if let size = progress.size, size > 0, progress.bytes > 0 {
      let share = Double(progress.bytes) / Double(size)
      text += ", \(Int(share * 100)) %, \(Terminal.clock(seconds / share - seconds)) left"
    }
    return text
  }
}
