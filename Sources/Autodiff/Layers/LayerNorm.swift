/// Layer normalisation of rows (J. Ba, J. Kiros, G. Hinton, 2016, https://arxiv.org/abs/1607.06450):
/// `y = g ⊙ (x − mean) / sqrt(variance + ε) + b`, with `g` and `b` `[width]`.
public struct LayerNorm: Sendable {
  public let gain: Parameter
  public let bias: Parameter
  /// What is added to the variance.
  public let epsilon: Float

  /// Declares `gain`, which starts at 1, and `bias`, which starts at 0.
  public init(_ width: Int, epsilon: Float, in builder: inout ParameterBuilder) {
    gain = builder.declare("gain", [width], .constant(1))
    bias = builder.declare("bias", [width], .zeros)
    self.epsilon = epsilon
  }

  /// `[rows, width] → [rows, width]`
  public func callAsFunction(_ x: Variable) -> Variable {
    x.layerNormalized(gain: x.graph(gain), bias: x.graph(bias), epsilon: epsilon)
  }
}
