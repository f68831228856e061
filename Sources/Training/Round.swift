import Models

/// A round of a model's schedule, laid out in steps.
struct Round: Sendable {
  let phases: [Phase]
  /// Steps of one pass over the users.
  let batches: Int

  /// Where a step of a round is.
  struct Place: Equatable {
    /// Index of its phase.
    let phase: Int
    /// Pass over the users, counted through the round.
    let pass: Int
    /// Batch within the pass.
    let batch: Int
    /// Whether it is the last step of its phase.
    let endsPhase: Bool
  }

  init(_ phases: [Phase], batches: Int) {
    precondition(!phases.isEmpty, "schedule: no phases")
    self.phases = phases
    self.batches = batches
  }

  /// Passes over the users.
  var passes: Int { phases.reduce(0) { $0 + $1.epochs } }
  /// Steps in all.
  var steps: Int { passes * batches }

  /// The place of a step, counted from 0 within the round.
  func place(of step: Int) -> Place {
    precondition((0..<steps).contains(step), "round: step \(step) of \(steps)")
    let pass = step / batches
    var (phase, end) = (0, phases[0].epochs)
    while pass >= end {
      phase += 1
      end += phases[phase].epochs
    }
    return Place(
      phase: phase, pass: pass, batch: step % batches,
      endsPhase: step + 1 == end * batches)
  }
}
