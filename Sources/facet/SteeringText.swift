import Engine
import Evaluation

/// Measured knobs as text: a block for every concept with a line for every strength, or a line for
/// every scalar of a model without concepts.
enum SteeringText {
  /// What is measured, for `--help`.
  static let definitions = """
    --steerability turns every named concept by 0, 1, 2, 4, 8 and 20, full strength, for held-out \
    users and measures the top 20: the share of the concept's attribute value and of its own items (more than half in \
    it); the range from muted to 20; the order of the items with little of it (Kendall's τ) and the \
    change of the other concepts' shares among themselves; NDCG@100 of the held-out items of the \
    concept alone, against the untouched list; what a mute leaves in the top 100; whether adding 0 \
    changes a bit. A model without concepts is turned scalar by scalar, by one and two posterior \
    deviations each way: the value of --attribute that a scalar moves is found on half of the users \
    and measured on the others.
    """

  static func lines(_ report: SteeringReport) -> [String] {
    let seed = report.trainingSeed.map { ", trained with seed \($0)" } ?? ""
    let ranking = report.ranking.map {
      "\($0.name) \(Terminal.fixed($0.mean, 4)) ± \(Terminal.fixed($0.standardError, 4))"
    }
    return ["\(report.model)\(seed)"] + lines(report.knobs) + lines(report.scalars)
      + ["untouched: \(ranking.joined(separator: ", "))"]
  }

  private static func lines(_ knobs: [SteeringJob.Knob]) -> [String] {
    knobs.flatMap { knob -> [String] in
      let curve = knob.curve
      let head =
        "\(knob.word) \(knob.name): top \(SteeringEvaluation.depth) of \(curve.users) users; "
        + "\(knob.attribute) \(knob.value) is \(percent(knob.catalogShare)) of the catalogue"
      let rows = curve.points.map { point in
        "  add \(Terminal.fixed(point.strength, 1))  \(knob.value) \(percent(point.setShare)) "
          + "± \(percent(point.setShareError))  own items \(percent(point.memberShare))  "
          + "order of others τ \(point.spillOver.map { Terminal.fixed($0, 4) } ?? "none"), shares "
          + "\(point.otherShares.map { "moved by \(percent($0))" } ?? "none")"
          + targeted(point)
      }
      return [head] + rows + [
        "  mute     \(knob.value) \(percent(curve.mutedSetShare)); left in the top "
          + "\(SteeringEvaluation.mutedDepth): \(curve.mutedMembersLeft) own items, "
          + "\(knob.value) \(percent(curve.mutedSetLeft))",
        "  range \(percent(curve.range.mean)) ± \(percent(curve.range.standardError)); never falling "
          + "for \(percent(curve.monotoneSet)) of users (\(knob.value)), "
          + "\(percent(curve.monotoneMembers)) (own items); add 0 "
          + neutral(curve.neutralIsIdentical),
      ]
    }
  }

  private static func targeted(_ point: SteeringEvaluation.Point) -> String {
    guard let value = point.targeted, let gain = point.targetedGain else { return "" }
    return "  its held-out items ndcg@20 \(Terminal.fixed(value.mean, 4)), "
      + "\(gain.mean < 0 ? "" : "+")\(Terminal.fixed(gain.mean, 4)) ± "
      + "\(Terminal.fixed(gain.standardError, 4)) (\(gain.users) users)"
  }

  private static func lines(_ scalars: [ScalarSteering.Knob]) -> [String] {
    scalars.map { knob in
      var text = "\(knob.word) (steps of \(knob.step)): "
      if let moves = knob.moves, let range = knob.range, let monotone = knob.monotone {
        text +=
          "\(knob.rises == true ? "raises" : "lowers") \(moves), range \(percent(range.mean)) ± "
          + "\(percent(range.standardError)), never against it for \(percent(monotone)) of "
          + "\(range.users) users; "
      }
      return text + "keeps \(knob.kept.map(percent).joined(separator: ", ")) of the list at 1, 2 "
        + "steps; add 0 \(neutral(knob.neutralIsIdentical))"
    }
  }

  private static func neutral(_ isIdentical: Bool) -> String {
    isIdentical ? "changes no bit" : "CHANGES SCORES"
  }

  private static func percent(_ share: Double) -> String { "\(Terminal.fixed(share * 100, 1)) %" }
}
