public import Tensors

/// An affine map of sparse histories: `y[(u,k)] = Σ_{i ∈ u} v[i,k] · W[i] + b`, at the cost of
/// entries.
public struct SparseLinear: Sendable {
  public let weight: Parameter
  public let bias: Parameter

  /// Declares `weight` `[items, outputs]` (Glorot uniform) and `bias` (normal, 0.001, cut at two).
  public init(_ items: Int, _ outputs: Int, in builder: inout ParameterBuilder) {
    weight = builder.declare("weight", [items, outputs], .glorotUniform)
    bias = builder.declare("bias", [outputs], .truncatedNormal(0.001))
  }

  /// Entry weights `[entries, K]` over rows → `[rows·K, outputs]`; in training entries are dropped
  /// with probability `1 − keep`, independently for each of the K.
  public func callAsFunction(
    _ weights: Variable, over rows: SparseRows, keep: Float = 1
  ) -> Variable {
    weights.bags(of: rows, table: weights.graph(weight), keep: keep)
      .addingRow(weights.graph(bias))
  }
}
