import Autodiff
import Tensors

/// How dynamics go on: `p(z_t | z_<t)` from two LSTMs, one on the other, fed with z_{t−1} and z_0 = 0
/// (Li and Mandt, ICML 2018), and where a model has a condition, with that beside it at every step.
struct SequencePrior: Sendable {
  let first: LSTM
  let second: LSTM
  let head: GaussianHead

  /// For codes of a width, with a condition of another.
  init(_ width: Int, condition: Int = 0, hidden: Int, in builder: inout ParameterBuilder) {
    first = builder.scope("first") { LSTM(width + condition, hidden, in: &$0) }
    second = builder.scope("second") { LSTM(hidden, hidden, in: &$0) }
    head = GaussianHead(hidden, width, in: &builder)
  }

  /// The prior of every packed step, given the code before it, `[S, d]`, and what it knows, `[S, h]`.
  /// A condition has a row for each sequence with steps.
  func callAsFunction(
    _ before: Variable, _ steps: PackedSteps, condition: Variable? = nil
  ) -> (prior: Gaussian, states: Variable) {
    let inputs = condition.map { before.beside($0.selectingRows(steps.owners)) } ?? before
    let states = second(first(inputs, steps), steps)
    return (head(states), states)
  }

  /// The code before every packed step, 0 before the first. `[S, d]`
  static func delayed(_ codes: Variable, _ steps: PackedSteps) -> Variable {
    // Row 0 is the code before the first step.
    let start = codes.graph.constant(Tensor(shape: [1, codes.value.columns]))
    let before = steps.steps.indices.map { row in
      steps.times[row] == 0 ? 0 : 1 + steps.places[Int(steps.steps[row]) - 1]
    }
    return start.stacked(on: codes).selectingRows(before)
  }

  /// The prior of the step after each trajectory, fed with the trajectory itself, not with draws of its
  /// own; of one without steps it is the first. A condition is `[B, …]`. `[B, d]`
  func next(_ trajectories: Trajectories, condition: Variable? = nil) -> Gaussian {
    // With one step more, everybody has one.
    let steps = trajectories.steps(more: 1)
    let prior = self(trajectories.delayed(steps), steps, condition: condition).prior
    return Gaussian(
      mean: prior.mean.selectingRows(steps.lasts),
      logVariance: prior.logVariance.selectingRows(steps.lasts))
  }
}
