/// Makes reports from what was measured: of models compared, or of one model alone.
///
/// Plain values in, a `Report` out; sections without anything to show are left away.
public struct ReportBuilder: Sendable {
  public var title: String
  /// What was measured, in a sentence: users, items, protocol.
  public var subtitle: String
  /// What each model showed, in the order of the report.
  public var findings: [ModelFindings]
  /// Command, seeds, versions, fingerprint, split.
  public var provenance: [Report.Fact]

  public init(
    title: String, subtitle: String, findings: [ModelFindings] = [],
    provenance: [Report.Fact] = []
  ) {
    self.title = title
    self.subtitle = subtitle
    self.findings = findings
    self.provenance = provenance
  }

  /// The report of a comparison: verdicts first.
  public func report(_ comparison: Comparison) -> Report {
    var report = empty
    let first = comparison.entries[0].metrics[0].summary.name
    let verdicts = zip(comparison.pairs, comparison.verdicts)
    report.sections = [
      Report.Section(
        title: "Verdict", verdicts.filter { $0.0.metric == first }.map { .verdict($0.1) }),
      Report.Section(
        title: "Means",
        [.table(ComparisonTables.means(comparison))]),
      Report.Section(
        title: "Differences",
        verdicts.filter { $0.0.metric != first }.map { .verdict($0.1) }
          + [
            .plot(.forest(ComparisonTables.forest(comparison))),
            .table(ComparisonTables.differences(comparison)),
            .table(ComparisonTables.tests(comparison)),
            .text(Self.method(comparison)),
          ]),
    ]
    report.sections += findingSections(
      accuracy: comparison.entries.map { ($0.title, $0.metrics[0]) })
    report.provenance += [
      Report.Fact("comparison seed", "\(comparison.settings.seed)"),
      Report.Fact("bootstrap and randomisation", "\(comparison.settings.rounds) rounds each"),
    ]
    return report
  }

  /// The report of one model: its means with intervals, then what it showed.
  public func report(_ result: EvaluationResult, alpha: Double = 0.05) -> Report {
    report(result.summaries, alpha: alpha)
  }

  /// The report of one model from its means.
  public func report(_ summaries: [MetricSummary], alpha: Double) -> Report {
    var report = empty
    let means = summaries.map { Comparison.Mean($0, alpha: alpha) }
    let confidence = "\(Figures.short(100 * (1 - alpha))) %"
    let lead = means.prefix(1).map { mean in
      let decimals = Figures.decimals(for: mean.interval)
      return Report.Block.text(
        "\(Figures.metric(mean.summary.name)) is \(Figures.fixed(mean.summary.mean, decimals)), "
          + "\(confidence) CI \(Figures.fixed(mean.interval.low, decimals))…"
          + "\(Figures.fixed(mean.interval.high, decimals)), "
          + "over \(Figures.grouped(mean.summary.users)) users.")
    }
    report.sections = [
      Report.Section(
        title: "Result", lead + [.table(ComparisonTables.means(means, confidence: confidence))])
    ]
    report.sections += findingSections(
      accuracy: findings.compactMap { finding in means.first.map { (finding.title, $0) } })
    return report
  }

  private var empty: Report {
    Report(
      title: title, subtitle: subtitle,
      provenance: provenance
        + findings.flatMap { finding in
          finding.facts.map { Report.Fact("\(finding.title) \($0.name)", $0.value) }
        })
  }

  private func findingSections(
    accuracy: [(title: String, mean: Comparison.Mean)]
  ) -> [Report.Section] {
    let plots = FindingPlots(findings)
    return [
      Report.Section(title: "By cut-off", plots.curves),
      Report.Section(title: "What is recommended", plots.exposure(accuracy)),
      Report.Section(title: "Concepts", plots.concepts),
      Report.Section(title: "Steering", plots.steering),
      Report.Section(title: "Training", plots.training),
    ].filter { !$0.blocks.isEmpty }
  }

  private static func method(_ comparison: Comparison) -> String {
    let settings = comparison.settings
    return
      "Differences are taken user by user. Claims rest on the \(settings.test.words), two-sided, at "
      + "α = \(Figures.short(settings.alpha)) after Holm's correction over all "
      + "\(comparison.pairs.count) comparisons shown. Intervals of differences are bootstrap "
      + "intervals (BCa, \(Figures.grouped(settings.rounds)) rounds) of each comparison by itself, "
      + "so an interval may leave out 0 where the corrected p claims nothing. The randomisation "
      + "test draws \(Figures.grouped(settings.rounds)) sign patterns and counts the observed one. "
      + "The detectable difference is what the paired t-test would have found four times in five "
      + "at the strictest level of the correction: not distinguishable does not mean equal."
  }
}
