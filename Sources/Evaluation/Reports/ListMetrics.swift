/// What a report tells of the lists themselves, whatever was hidden: how much of the catalogue they
/// take in and how evenly, how popular, how new and how alike their items are.
public struct ListMetrics: Sendable {
  public let metrics: [any Metric]
  public let aggregates: [any AggregateMetric]

  /// At the depth of `Exposure`; diversity and calibration where the items have an attribute.
  public init(_ context: EvaluationContext) {
    let k = Exposure.depth
    aggregates = [CatalogCoverage(at: k), Gini(at: k)]
    var metrics: [any Metric] = [
      Novelty(at: k, context.popularity), PopularityLift(at: k, context.popularity),
    ]
    if let traits = context.traits {
      metrics += [IntraListDiversity(at: k, traits), Calibration(at: k, traits)]
    }
    self.metrics = metrics
  }

  /// Models by these metrics, each that has a mean over users with its interval; `nil` when nothing
  /// was measured.
  static func table(_ findings: [ModelFindings]) -> Report.Table? {
    let shown = findings.filter { !$0.lists.isEmpty || !$0.aggregates.isEmpty }
    guard let first = shown.first else { return nil }
    let attribute = first.listAttribute.map { " Diversity and calibration are in \($0)." } ?? ""
    return Report.Table(
      name: "lists",
      caption: "The top \(Exposure.depth) of all users: share of the catalogue in any list and the "
        + "Gini index of how often items are listed, numbers without an interval; means over users "
        + "of self-information in bits, of popularity over that of the history less one, of the "
        + "distance of a list's pairs, and of the divergence from the history's mix in nats, where "
        + "less is closer.\(attribute)",
      data: DataTable(
        columns: ["model"] + first.aggregates.map { Figures.metric($0.name) }
          + first.lists.map { Figures.metric($0.summary.name) },
        rows: shown.map { finding in
          [finding.title] + finding.aggregates.map { Figures.fixed($0.value, 4) }
            + finding.lists.map(ComparisonTables.cell)
        }))
  }
}
