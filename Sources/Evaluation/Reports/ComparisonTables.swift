/// The tables and the plot of a comparison.
enum ComparisonTables {
  /// Models by metrics, each mean with its interval, the best of a metric set apart.
  static func means(_ comparison: Comparison) -> Report.Table {
    let names = comparison.entries[0].metrics.map(\.summary.name)
    let best = names.indices.map { m in
      comparison.entries.indices.max {
        comparison.entries[$0].metrics[m].summary.mean
          < comparison.entries[$1].metrics[m].summary.mean
      } ?? 0
    }
    return Report.Table(
      name: "means",
      caption: "Means over \(Figures.grouped(comparison.users)) users with "
        + "\(comparison.settings.confidence) intervals (Student's t); the highest of a column stands "
        + "out.",
      data: DataTable(
        columns: ["model"] + names.map(Figures.metric),
        rows: comparison.entries.map { [$0.title] + $0.metrics.map(cell) }),
      emphasis: best.enumerated().map { [$0.element, $0.offset + 1] })
  }

  /// One model: metrics by row.
  static func means(_ means: [Comparison.Mean], confidence: String) -> Report.Table {
    Report.Table(
      name: "means", caption: "Means over users with \(confidence) intervals (Student's t).",
      data: DataTable(
        columns: ["metric", "mean", "interval", "std. error", "users"],
        rows: means.map {
          [
            Figures.metric($0.summary.name), Figures.fixed($0.summary.mean, 4),
            interval($0.interval, 4), Figures.fixed($0.summary.standardError, 4),
            Figures.grouped($0.summary.users),
          ]
        }))
  }

  /// One row a pair: the difference, how large it is, for how many users.
  static func differences(_ comparison: Comparison) -> Report.Table {
    Report.Table(
      name: "effects",
      caption:
        "Mean difference a − b with its \(comparison.settings.confidence) interval; users for "
        + "whom a is higher, equal, lower; d_z, rank-biserial r and the chance that a user is served "
        + "better by a; the difference that would have been found four times in five.",
      data: DataTable(
        columns: [
          "a − b", "metric", "difference", "interval", "higher/equal/lower", "d_z", "r", "chance",
          "detectable",
        ],
        rows: comparison.pairs.map { pair in
          let decimals = Figures.decimals(for: pair.interval)
          return [
            "\(pair.a) − \(pair.b)", Figures.metric(pair.metric),
            Figures.signed(pair.difference, decimals), interval(pair.interval, decimals),
            "\(pair.counts.wins)/\(pair.counts.ties)/\(pair.counts.losses)",
            Figures.signed(pair.effect.cohen, 2), Figures.signed(pair.effect.rankBiserial, 2),
            Figures.fixed(pair.effect.superiority, 2),
            pair.detectable.map { Figures.fixed($0, decimals) } ?? "",
          ]
        }))
  }

  /// One row a pair: p by every test, before correction, and after by the one that decides.
  static func tests(_ comparison: Comparison) -> Report.Table {
    Report.Table(
      name: "tests",
      caption: "Two-sided p of every test before correction; Holm: of the "
        + "\(comparison.settings.test.words) after it.",
      data: DataTable(
        columns: ["a − b", "metric", "t", "p, t-test", "p, Wilcoxon", "p, randomisation", "Holm"],
        rows: comparison.pairs.map { pair in
          [
            "\(pair.a) − \(pair.b)", Figures.metric(pair.metric),
            abs(pair.tTest.statistic) > 1e300 ? "∞" : Figures.fixed(pair.tTest.statistic, 2),
            p(pair.tTest.p), p(pair.wilcoxon.p), p(pair.randomization.p), p(pair.adjusted),
          ]
        }))
  }

  /// Differences by metric with their intervals.
  static func forest(_ comparison: Comparison) -> ForestPlot {
    let names = comparison.entries[0].metrics.map(\.summary.name)
    return ForestPlot(
      name: "differences", title: "Paired differences with intervals",
      summary: "Mean difference of each comparison with its \(comparison.settings.confidence) "
        + "interval about the line of no difference, and the p after Holm's correction. A hollow "
        + "marker: not distinguishable.",
      xLabel: "difference a − b",
      groups: names.map { name in
        ForestPlot.Group(
          title: Figures.metric(name),
          rows: comparison.pairs.filter { $0.metric == name }.map { pair in
            ForestPlot.Row(
              label: "\(pair.a) − \(pair.b)", value: pair.difference, interval: pair.interval,
              note: Figures.p(pair.adjusted),
              isClaimed: pair.finding == .better || pair.finding == .worse)
          })
      })
  }

  static func cell(_ mean: Comparison.Mean) -> String {
    "\(Figures.fixed(mean.summary.mean, 4)) [\(interval(mean.interval, 4))]"
  }

  static func interval(_ interval: Interval, _ decimals: Int) -> String {
    "\(Figures.fixed(interval.low, decimals))…\(Figures.fixed(interval.high, decimals))"
  }

  /// `0.24`, `0.0031`, `< 0.001`.
  private static func p(_ p: Double) -> String {
    let text = Figures.p(p).dropFirst(2)
    return String(text.hasPrefix("= ") ? text.dropFirst(2) : text)
  }
}
