public import Tensors

/// A tensor inside a pass. Operations on variables compute at once and, in training, remember how
/// to pull gradients back. Valid as long as its graph lives.
public struct Variable {
  public let value: Tensor
  public unowned let graph: Graph
  let node: Int?

  init(value: Tensor, graph: Graph, node: Int?) {
    self.value = value
    self.graph = graph
    self.node = node
  }

  public var shape: [Int] { value.shape }

  /// Whether a gradient can reach it: false for constants.
  var varies: Bool { node != nil }

  /// The same value, with gradients stopped.
  public var detached: Variable { graph.constant(value) }
}
