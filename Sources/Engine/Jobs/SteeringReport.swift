import Datasets
public import Evaluation

/// Measured knobs of a model with the ranking beside them: control that costs the list its worth is
/// no control.
public struct SteeringReport: Sendable, Codable {
  public var model: String
  /// Seed of the run that trained the model. Nothing in measuring knobs is random.
  public var trainingSeed: UInt64?
  /// The named concepts, of a model that has some.
  public var knobs: [SteeringJob.Knob] = []
  /// Scalars of the code, of a model without concepts.
  public var scalars: [ScalarSteering.Knob] = []
  /// NDCG and recall of all test users, untouched.
  public var ranking: [MetricSummary] = []

  init(model: String, trainingSeed: UInt64?) {
    self.model = model
    self.trainingSeed = trainingSeed
  }

  /// A line a number: model, seed, knob, what it is measured by, measure, strength, value and its
  /// standard error, empty where there is none.
  public var csv: String {
    var text = "model,training_seed,knob,by,measure,strength,value,standard_error\n"
    let start = "\(model),\(trainingSeed.map { "\($0)" } ?? "")"
    func add(
      _ knob: String, _ by: String, _ measure: String, _ strength: Double?, _ value: Double?,
      _ error: Double? = nil
    ) {
      guard let value else { return }
      text +=
        "\(start),\(knob),\(by.csvField),\(measure),\(strength.map { "\($0)" } ?? ""),"
        + "\(value),\(error.map { "\($0)" } ?? "")\n"
    }
    for knob in knobs {
      let (word, by, curve) = (knob.word, "\(knob.attribute)=\(knob.value)", knob.curve)
      for point in curve.points {
        let s = point.strength
        add(word, by, "share", s, point.setShare, point.setShareError)
        add(word, by, "own share", s, point.memberShare)
        add(word, by, "tau of others", s, point.spillOver)
        add(word, by, "change of other shares", s, point.otherShares)
        add(word, by, "targeted ndcg@20", s, point.targeted?.mean, point.targeted?.standardError)
        add(word, by, "ndcg@20", s, point.overall?.mean, point.overall?.standardError)
        add(
          word, by, "targeted gain", s, point.targetedGain?.mean,
          point.targetedGain?.standardError)
      }
      add(word, by, "range", nil, curve.range.mean, curve.range.standardError)
      add(word, by, "monotone users", nil, curve.monotoneSet)
      add(word, by, "muted share", nil, curve.mutedSetShare)
      add(word, by, "muted own items left", nil, Double(curve.mutedMembersLeft))
      add(word, by, "muted share of top 100", nil, curve.mutedSetLeft)
      add(word, by, "neutral is identical", nil, curve.neutralIsIdentical ? 1 : 0)
    }
    for knob in scalars {
      let by = knob.moves ?? ""
      add(knob.word, by, "range", nil, knob.range?.mean, knob.range?.standardError)
      add(knob.word, by, "monotone users", nil, knob.monotone)
      for (step, kept) in knob.kept.enumerated() {
        add(knob.word, by, "kept", Double(step + 1), kept)
      }
      add(knob.word, by, "neutral is identical", nil, knob.neutralIsIdentical ? 1 : 0)
    }
    for metric in ranking { add("", "", metric.name, nil, metric.mean, metric.standardError) }
    return text
  }
}

// MARK: - Means over knobs

extension SteeringReport {
  /// Strength at which the gain of a concept's own held-out items is told.
  static let boost: Float = 2

  /// Means over the knobs, and the ranking beside. What no knob has is not among them. `tau-others`
  /// and `moved-others` are at the greatest strength, `targeted-gain` at `boost`; `left-after-mute` is
  /// the share of the top 100 that are own items.
  var means: [(name: String, value: Double)] {
    var means: [(name: String, value: Double)] = []
    func add(_ name: String, _ values: [Double?]) {
      let known = values.compactMap(\.self)
      guard !known.isEmpty else { return }
      means.append((name, known.reduce(0, +) / Double(known.count)))
    }
    let curves = knobs.map(\.curve)
    if !knobs.isEmpty { means.append(("concepts", Double(knobs.count))) }
    if !scalars.isEmpty { means.append(("scalars", Double(scalars.count))) }
    add("range", curves.map(\.range.mean) + scalars.map { $0.range?.mean })
    add("monotone", curves.map(\.monotoneSet) + scalars.map(\.monotone))
    add("tau-others", curves.map { $0.points.last?.spillOver })
    add("moved-others", curves.map { $0.points.last?.otherShares })
    add(
      "targeted-gain",
      curves.map { curve in
        curve.points.first { $0.strength == Double(Self.boost) }?.targetedGain?.mean
      })
    add(
      "left-after-mute",
      curves.map {
        Double($0.mutedMembersLeft) / Double(max(1, $0.users * SteeringEvaluation.mutedDepth))
      })
    for step in [0, 1] {
      add("kept-\(step + 1)", scalars.map { $0.kept.indices.contains(step) ? $0.kept[step] : nil })
    }
    let neutral = curves.map(\.neutralIsIdentical) + scalars.map(\.neutralIsIdentical)
    add("neutral", neutral.map { $0 ? 1 : 0 })
    return means + ranking.map { ($0.name, $0.mean) }
  }
}
