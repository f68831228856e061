/// A comparison in a sentence that an analyst can send on.
public struct Verdict: Sendable, Equatable, Codable {
  public var finding: PairedComparison.Finding
  public var sentence: String

  /// The sentence for a pair: who, by how much, how surely, on how many users. Names whoever is
  /// better first; says "not distinguishable" when the corrected p is above α, and what difference
  /// would have been seen.
  public init(_ pair: PairedComparison, _ settings: ComparisonSettings) {
    finding = pair.finding
    let decimals = Figures.decimals(for: pair.interval)
    let metric = Figures.metric(pair.metric)
    let users = "\(Figures.grouped(pair.users)) user\(pair.users == 1 ? "" : "s")"
    let holm = "Holm \(Figures.p(pair.adjusted))"
    func evidence(_ sign: Double) -> String {
      let ends = [sign * pair.interval.low, sign * pair.interval.high].sorted()
      return "\(settings.confidence) CI \(Figures.fixed(ends[0], decimals))…"
        + Figures.fixed(ends[1], decimals)
    }
    switch pair.finding {
    case .identical:
      sentence = "\(pair.a) and \(pair.b) have the same \(metric) for every one of \(users)"
    case .notDistinguishable:
      let seen =
        pair.detectable.map {
          "; a difference of \(Figures.fixed($0, decimals)) would have been found four times in five"
        } ?? ""
      sentence =
        "\(pair.a) and \(pair.b) are not distinguishable in \(metric): difference "
        + "\(Figures.signed(pair.difference, decimals)), \(evidence(1)), \(holm), \(users)\(seen)"
    case .better, .worse:
      let isFirst = pair.finding == .better
      // Of a metric where less is better, the winner's mean is the lower one.
      let isLower = (pair.difference < 0) == isFirst
      let amount = Figures.fixed(abs(pair.difference), decimals)
      sentence =
        "\(isFirst ? pair.a : pair.b) beats \(isFirst ? pair.b : pair.a) by \(amount) \(metric)"
        + "\(isLower ? " less" : ""), \(evidence(pair.difference < 0 ? -1 : 1)), \(holm), \(users)"
    }
  }
}

extension Comparison {
  /// A sentence a pair, in the order of the pairs.
  public var verdicts: [Verdict] { pairs.map { Verdict($0, settings) } }
}
