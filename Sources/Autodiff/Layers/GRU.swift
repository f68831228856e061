public import Tensors

/// A gated recurrent unit, `inputs` wide to `hidden` wide, from states of zero; the formula stands with
/// `GRUPass`. Weights `[inputs, 3·hidden]` and `recurrent` `[hidden, 3·hidden]` in the order reset, keep,
/// candidate, and a bias for each product.
public struct GRU: Sendable {
  public let input: Linear
  public let recurrent: Parameter
  public let recurrentBias: Parameter

  /// Declares `weight`, `bias`, `recurrent` and `recurrentBias`.
  public init(_ inputs: Int, _ hidden: Int, in builder: inout ParameterBuilder) {
    input = Linear(inputs, 3 * hidden, in: &builder)
    recurrent = builder.declare("recurrent", [hidden, 3 * hidden], .glorotUniform)
    recurrentBias = builder.declare("recurrentBias", [3 * hidden], .truncatedNormal(0.001))
  }

  /// States of every packed row. `[S, inputs] → [S, hidden]`
  public func callAsFunction(_ x: Variable, _ steps: PackedSteps) -> Variable {
    input(x).gru(
      recurrent: x.graph(recurrent), bias: x.graph(recurrentBias), counts: steps.counts)
  }
}
