import Datasets
public import Evaluation

extension SteeringReport {
  /// The curves of the knobs as a report: what turning buys, and what it costs. One small field a
  /// concept. `facts` are written at its end. `NOCONCEPT` when the model has no named concepts.
  public func pictures(_ facts: [Report.Fact]) throws(Fault) -> Report {
    guard !knobs.isEmpty else {
      throw Fault(.noConcept, "\(model) has no named concepts to draw")
    }
    let users = knobs[0].curve.users
    return Report(
      title: "Steering \(model)",
      subtitle: "Every concept turned for \(users) test users; bars are one standard error, the "
        + "dashed line is the list at the smallest strength.",
      sections: [
        Report.Section(
          title:
            "What turning buys",
          [
            .plot(
              .multiples(
                multiples(
                  "share", "Share of the concept's own attribute value",
                  "Share of the items that have the value a concept is named after among the top "
                    + "\(SteeringEvaluation.depth), as strength is added.",
                  "share of the top \(SteeringEvaluation.depth)"
                ) { ($0.setShare, $0.setShareError) })),
            .plot(
              .multiples(
                multiples(
                  "targeted", "NDCG of the concept's held-out items",
                  "NDCG@20 counting the held-out items of the concept alone.", "targeted NDCG@20"
                ) { point in point.targeted.map { ($0.mean, $0.standardError) } })),
          ]),
        Report.Section(
          title:
            "What turning costs",
          [
            .plot(
              .multiples(
                multiples(
                  "overall", "NDCG of all held-out items",
                  "NDCG@20 counting all held-out items, whatever their concept.", "NDCG@20"
                ) { point in point.overall.map { ($0.mean, $0.standardError) } }))
          ]),
        Report.Section(title: "Numbers", [.table(table)]),
      ], provenance: facts)
  }

  private func multiples(
    _ name: String, _ title: String, _ summary: String, _ label: String,
    _ value: (SteeringEvaluation.Point) -> (mean: Double, error: Double)?
  ) -> SmallMultiples {
    SmallMultiples(
      name: name, title: title, summary: summary, xLabel: "strength of the knob",
      yLabel: label,
      series: knobs.map { knob in
        LinePlot.Series(
          name: "\(knob.word) \(knob.name)",
          points: knob.curve.points.compactMap { point in
            value(point).map {
              LinePlot.Point(
                x: point.strength, y: $0.mean,
                interval: Interval(low: $0.mean - $0.error, high: $0.mean + $0.error))
            }
          })
      })
  }

  /// A row a concept and strength.
  private var table: Report.Table {
    func text(_ summary: MetricSummary?) -> String {
      summary.map { "\(Figures.fixed($0.mean, 4)) ± \(Figures.fixed($0.standardError, 4))" } ?? ""
    }
    return Report.Table(
      name: "knobs", caption: "Every concept at every strength: means ± standard errors.",
      data: DataTable(
        columns: ["concept", "strength", "share", "own items", "targeted NDCG@20", "NDCG@20"],
        rows: knobs.flatMap { knob in
          knob.curve.points.map { point in
            [
              "\(knob.word) \(knob.name)", Figures.short(point.strength),
              "\(Figures.fixed(point.setShare, 3)) ± \(Figures.fixed(point.setShareError, 3))",
              Figures.fixed(point.memberShare, 3), text(point.targeted), text(point.overall),
            ]
          }
        }))
  }
}
