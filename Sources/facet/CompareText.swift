import Engine
import Evaluation

/// A comparison for a terminal: verdicts, then means, then whom they are over.
enum CompareText {
  static func lines(_ outcome: ComparisonJob.Outcome) -> [String] {
    let comparison = outcome.comparison
    return comparison.verdicts.map(\.sentence) + means(comparison) + [
      outcome.scope.sentence + "; "
        + "\(comparison.settings.test.words), two-sided, Holm over \(comparison.pairs.count) "
        + "comparison\(comparison.pairs.count == 1 ? "" : "s")"
    ]
  }

  private static func means(_ comparison: Comparison) -> [String] {
    let names = comparison.entries[0].metrics.map(\.summary.name)
    let width = max(5, comparison.entries.map(\.title.count).max() ?? 0)
    func row(_ head: String, _ cells: [String]) -> String {
      var line = head + String(repeating: " ", count: width - head.count)
      for (cell, name) in zip(cells, names) {
        let room = max(8, name.count) + 2
        line += String(repeating: " ", count: max(1, room - cell.count)) + cell
      }
      return line
    }
    return [row("model", names)]
      + comparison.entries.map { entry in
        row(entry.title, entry.metrics.map { Figures.fixed($0.summary.mean, 4) })
      }
  }
}
