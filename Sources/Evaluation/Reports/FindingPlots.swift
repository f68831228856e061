/// The plots of what models showed beside their means.
struct FindingPlots {
  private let findings: [ModelFindings]

  init(_ findings: [ModelFindings]) { self.findings = findings }

  /// NDCG and recall by cut-off.
  var curves: [Report.Block] {
    let measured = findings.filter { !$0.curve.isEmpty }
    guard !measured.isEmpty else { return [] }
    return ["ndcg", "recall"].map { metric in
      let series = measured.map { finding in
        LinePlot.Series(
          name: finding.title,
          points: finding.curve.compactMap { mean in
            let parts = mean.summary.name.split(separator: "@")
            guard parts.count == 2, parts[0] == metric, let k = Double(parts[1]) else { return nil }
            // Both metrics lie in 0 … 1, and so does what is drawn of an interval.
            return LinePlot.Point(
              x: k, y: mean.summary.mean,
              interval: Interval(
                low: max(0, mean.interval.low), high: min(1, mean.interval.high)))
          })
      }
      let word = Figures.metric(metric)
      return .plot(
        .line(
          LinePlot(
            name: "\(metric)-by-cutoff", title: "\(word) by cut-off",
            summary: "Mean \(word)@k over users at k = 1, 5, 10, 20, 50 and 100, with the interval "
              + "of the mean.", xLabel: "k", yLabel: "\(word)@k", isLogarithmic: true,
            series: series)))
    }
  }

  /// What lists are made of, accuracy against coverage and popularity, and where in the catalogue
  /// the lists come from.
  func exposure(_ accuracy: [(title: String, mean: Comparison.Mean)]) -> [Report.Block] {
    let shown = findings.compactMap { finding in finding.exposure.map { (finding.title, $0) } }
    guard !shown.isEmpty else { return [] }
    let depth = Exposure.depth
    var blocks: [Report.Block] = []
    if shown.count > 1, let metric = accuracy.first.map({ Figures.metric($0.mean.summary.name) }) {
      func scatter(
        _ name: String, _ title: String, _ summary: String, _ label: String,
        _ value: (Exposure) -> Double
      ) -> Report.Block {
        .plot(
          .scatter(
            ScatterPlot(
              name: name, title: title, summary: summary, xLabel: label, yLabel: metric,
              points: shown.compactMap { title, exposure in
                accuracy.first { $0.title == title }.map {
                  ScatterPlot.Point(
                    name: title, x: value(exposure), y: $0.mean.summary.mean,
                    yInterval: $0.mean.interval)
                }
              })))
      }
      blocks = [
        scatter(
          "accuracy-coverage", "\(metric) against coverage",
          "Up and to the right is better: more accurate, and more of the catalogue is recommended "
            + "to somebody.", "share of the catalogue in at least one top \(depth)",
          \.coverage),
        scatter(
          "accuracy-popularity", "\(metric) against popularity",
          "Up and to the left: more accurate, with less popular items.",
          "mean share of training users who have a recommended item", \.meanPopularity),
      ]
    } else if let (title, exposure) = shown.first {
      blocks = [
        .text(
          "The top \(depth) of \(Figures.grouped(exposure.users)) users take in "
            + "\(Figures.fixed(exposure.coverage * 100, 1)) % of the catalogue; a recommended item of "
            + "\(title) is one that \(Figures.fixed(exposure.meanPopularity * 100, 1)) % of the "
            + "training users have, on average.")
      ]
    }
    let table = ListMetrics.table(findings).map { Report.Block.table($0) }
    return [table].compactMap { $0 } + blocks + [longTail(shown), tenths(shown)]
  }

  private func longTail(_ shown: [(String, Exposure)]) -> Report.Block {
    var series = shown.map { title, exposure in
      let tail = exposure.longTail()
      return LinePlot.Series(
        name: title,
        points: zip(tail.catalogue, tail.recommended).map { LinePlot.Point(x: $0, y: $1) })
    }
    if let tail = shown.first?.1.longTail() {
      series.append(
        LinePlot.Series(
          name: "training interactions",
          points: zip(tail.catalogue, tail.training).map { LinePlot.Point(x: $0, y: $1) }))
    }
    return .plot(
      .line(
        LinePlot(
          name: "long-tail", title: "Long tail",
          summary: "Share of all recommendations (top \(Exposure.depth)) that goes to the most "
            + "popular share of the catalogue. A curve above that of the training interactions "
            + "favours popular items more than people did.",
          xLabel: "share of the catalogue, most popular first",
          yLabel: "share of recommendations", series: series)))
  }

  private func tenths(_ shown: [(String, Exposure)]) -> Report.Block {
    let training = shown.first.map {
      BarPlot.Series(name: "training", values: $0.1.tenths().training)
    }
    return .plot(
      .bars(
        BarPlot(
          name: "tenths", title: "Recommendations by tenth of the catalogue",
          summary: "Tenth 1 holds the most popular items. The last bar of each group is the share "
            + "of training interactions.",
          xLabel: "tenth of the catalogue, most popular first", yLabel: "share",
          categories: (1...10).map(String.init),
          series: shown.map {
            BarPlot.Series(name: $0.0, values: $0.1.tenths().recommended)
          } + [training].compactMap { $0 })))
  }

  /// Concepts by attribute values, a map for every model that has them.
  var concepts: [Report.Block] {
    findings.compactMap { finding in
      finding.concepts.map { found in
        .plot(
          .heat(
            HeatMap(
              name: "concepts-\(Markup.slug(finding.title))",
              title: "Concepts of \(finding.title) by \(found.attribute)",
              summary: "Per cent of a concept's weight that lies on items with a value of "
                + "\(found.attribute). A concept that is about one value has one dark cell.",
              rowLabel: "concept", columnLabel: found.attribute, rows: found.concepts,
              columns: found.values, values: found.shares)))
      }
    }
  }

  /// What turning each named concept does: a plot for every model that can be turned, and a further
  /// one for every eight concepts, which is how many curves look different.
  var steering: [Report.Block] {
    findings.flatMap { finding in
      stride(from: 0, to: finding.knobs.count, by: SVG.styles).map { start in
        let knobs = Array(finding.knobs[start..<min(start + SVG.styles, finding.knobs.count)])
        return steering(finding.title, knobs, start == 0 ? "" : " \(start / SVG.styles + 1)")
      }
    }
  }

  private func steering(
    _ title: String, _ knobs: [ModelFindings.Knob], _ number: String
  ) -> Report.Block {
    .plot(
      .line(
        LinePlot(
          name: "steering-\(Markup.slug(title + number))", title: "Steering \(title)\(number)",
          summary: "Share of the items that a concept is named after among the top "
            + "\(SteeringEvaluation.depth) of \(knobs[0].curve.users) users, as the strength added "
            + "to the concept grows; the bars are one standard error.",
          xLabel: "strength of the knob", yLabel: "share of the named set",
          series: knobs.map { knob in
            LinePlot.Series(
              name: knob.label,
              points: knob.curve.points.map {
                LinePlot.Point(
                  x: $0.strength, y: $0.setShare,
                  interval: Interval(
                    low: $0.setShare - $0.setShareError, high: $0.setShare + $0.setShareError))
              })
          })))
  }

  /// Losses and validation scores by epoch, of the models that were trained in several.
  var training: [Report.Block] {
    let trained = findings.filter { $0.epochs.count > 1 }
    guard !trained.isEmpty else { return [] }
    func plot(
      _ name: String, _ title: String, _ summary: String, _ label: String,
      _ value: (ModelFindings.Epoch) -> Double?
    ) -> Report.Block? {
      let series = trained.map { finding in
        LinePlot.Series(
          name: finding.title,
          points: finding.epochs.compactMap { epoch in
            value(epoch).map { LinePlot.Point(x: Double(epoch.epoch), y: $0) }
          })
      }.filter { !$0.points.isEmpty }
      guard !series.isEmpty else { return nil }
      return .plot(
        .line(
          LinePlot(
            name: name, title: title, summary: summary, xLabel: "epoch", yLabel: label,
            series: series)))
    }
    let kept = trained.map { "\($0.title): epoch \($0.bestEpoch)" }.joined(separator: ", ")
    return [
      plot(
        "training-validation", "Validation while training",
        "Validation score after each epoch. Kept: \(kept).", "validation NDCG@100",
        \.validation),
      plot(
        "training-loss", "Loss while training",
        "Mean loss over the users of an epoch. Losses of different models need not be of one kind.",
        "loss, nats per user"
      ) { $0.loss },
    ].compactMap { $0 }
  }
}
