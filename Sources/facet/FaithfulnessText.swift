import Engine

/// Measured explanations as text.
enum FaithfulnessText {
  /// What is measured, for `--help`.
  static let definitions = """
    --faithfulness explains the ten best items of held-out users and takes the reasons away: the \
    stated share of a concept against the fall of the item's probability mass when the concept is \
    muted and its items are kept (and of its probability, where what is left is shared out anew), \
    and the stated drop of a history item against the fall of the score without it.
    """

  static func lines(_ report: FaithfulnessJob.Report) -> [String] {
    func number(_ value: Double?) -> String { value.map { Terminal.fixed($0, 4) } ?? "none" }
    let rows = report.agreements.map {
      [
        $0.measure, Terminal.grouped($0.pairs), number($0.pearson), number($0.spearman),
        Terminal.fixed($0.largestError, 6),
      ]
    }
    let head = ["stated against taken away", "pairs", "pearson", "spearman", "largest error"]
    return ["\(report.model), \(report.users) users"]
      + ReplyText.columns([head] + rows, right: [1, 2, 3, 4])
      + ["shares sum to one within \(Terminal.fixed(report.largestSumError, 9))"]
  }
}
