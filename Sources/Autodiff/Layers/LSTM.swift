public import Tensors

/// A long short-term memory, `inputs` wide to `hidden` wide, from states of zero; the formula stands
/// with `LSTMPass`. Weights `input` `[inputs, 4·hidden]` and `recurrent` `[hidden, 4·hidden]` in the order
/// input, forget, candidate, output, and `bias` `[4·hidden]`.
public struct LSTM: Sendable {
  public let input: Linear
  public let recurrent: Parameter
  public let hidden: Int

  /// Declares `weight`, `bias` and `recurrent`.
  public init(_ inputs: Int, _ hidden: Int, in builder: inout ParameterBuilder) {
    self.hidden = hidden
    input = Linear(inputs, 4 * hidden, in: &builder)
    recurrent = builder.declare("recurrent", [hidden, 4 * hidden], .glorotUniform)
  }

  /// States of every packed row, `[S, inputs] → [S, hidden]`. Backwards, each sequence is read from its
  /// end, and the state at a step knows that step and those after it.
  public func callAsFunction(
    _ x: Variable, _ steps: PackedSteps, backwards: Bool = false
  ) -> Variable {
    let products = input(backwards ? x.selectingRows(steps.mirrored) : x)
    let states = products.lstm(recurrent: x.graph(recurrent), counts: steps.counts)
    return backwards ? states.selectingRows(steps.mirrored) : states
  }

  /// What one step hands to the next.
  public struct State {
    /// h, `[n, hidden]`
    public let output: Variable
    /// c, `[n, hidden]`
    public let cell: Variable

    /// The first rows alone: of packed sequences those that go on.
    public func first(_ rows: Int) -> State {
      let selection = (0..<Int32(rows)).map { $0 }
      return State(
        output: output.selectingRows(selection), cell: cell.selectingRows(selection))
    }
  }

  /// The state before the first step of n rows.
  public func start(_ rows: Int, on graph: Graph) -> State {
    let zeros = graph.constant(Tensor(shape: [rows, hidden]))
    return State(output: zeros, cell: zeros)
  }

  /// One step of n rows, for recurrences whose next input hangs on this one. `x` is `[n, inputs]`.
  public func step(_ x: Variable, _ before: State) -> State {
    let products = input(x) + before.output.product(x.graph(recurrent))
    let joined = products.lstmCell(before.cell)
    return State(
      output: joined.columns(0..<hidden), cell: joined.columns(hidden..<2 * hidden))
  }
}

/// Two LSTMs, one from the front and one from the back.
public struct BidirectionalLSTM: Sendable {
  public let forwards: LSTM
  public let backwards: LSTM

  /// Declares both under `forwards/` and `backwards/`.
  public init(_ inputs: Int, _ hidden: Int, in builder: inout ParameterBuilder) {
    forwards = builder.scope("forwards") { LSTM(inputs, hidden, in: &$0) }
    backwards = builder.scope("backwards") { LSTM(inputs, hidden, in: &$0) }
  }

  /// States of every packed row, those from the front first, `[S, 2·hidden]`.
  public func callAsFunction(_ x: Variable, _ steps: PackedSteps) -> Variable {
    forwards(x, steps).beside(backwards(x, steps, backwards: true))
  }

  /// What each sequence with steps comes to: the state from the front at its last step beside the one
  /// from the back at its first, of the states of a call. `[sequences, 2·hidden]`
  public func summary(_ states: Variable, _ steps: PackedSteps) -> Variable {
    let h = forwards.hidden
    return states.columns(0..<h).selectingRows(steps.lasts)
      .beside(states.columns(h..<2 * h).selectingRows(steps.firsts))
  }
}
