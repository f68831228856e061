import Engine
import Evaluation

/// Measured knobs as a table: a block for every concept, a line for every strength.
enum SteeringText {
  static func lines(_ knobs: [SteeringJob.Knob]) -> [String] {
    knobs.flatMap { knob -> [String] in
      let curve = knob.curve
      let head =
        "\(knob.word) \(knob.name): top \(SteeringEvaluation.depth) of \(curve.users) users; "
        + "\(knob.attribute) \(knob.value) is \(percent(knob.catalogShare)) of the catalogue"
      let rows = curve.points.map { point in
        "  add \(Terminal.fixed(point.strength, 1))  \(knob.value) \(percent(point.setShare)) "
          + "± \(percent(point.setShareError))  own items \(percent(point.memberShare))  "
          + "order of others τ \(point.spillOver.map { Terminal.fixed($0, 4) } ?? "none")"
      }
      return [head] + rows + [
        "  mute     \(knob.value) \(percent(curve.mutedSetShare)); own items left in the top "
          + "\(SteeringEvaluation.mutedDepth): \(curve.mutedMembersLeft)",
        "  never falling for \(percent(curve.monotoneSet)) of users (\(knob.value)), "
          + "\(percent(curve.monotoneMembers)) (own items); add 0 "
          + (curve.neutralIsIdentical ? "changes no bit" : "CHANGES SCORES"),
      ]
    }
  }

  private static func percent(_ share: Double) -> String { "\(Terminal.fixed(share * 100, 1)) %" }
}
