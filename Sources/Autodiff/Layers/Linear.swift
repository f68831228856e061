/// An affine map of rows, `y = x·W + b`, with `W` `[inputs, outputs]` and `b` `[outputs]`.
public struct Linear: Sendable {
  public let weight: Parameter
  public let bias: Parameter

  /// Declares `weight` (Glorot uniform) and `bias` (normal with standard deviation 0.001, cut at
  /// two).
  public init(_ inputs: Int, _ outputs: Int, in builder: inout ParameterBuilder) {
    weight = builder.declare("weight", [inputs, outputs], .glorotUniform)
    bias = builder.declare("bias", [outputs], .truncatedNormal(0.001))
  }

  /// `[rows, inputs] → [rows, outputs]`
  public func callAsFunction(_ x: Variable) -> Variable {
    x.product(x.graph(weight)).addingRow(x.graph(bias))
  }
}
