import Tensors

extension Variable {
  /// Inverted dropout: each element survives with probability `keep` and is divided by it; in
  /// inference nothing happens. Over sparse entries this draws on the stored entries only.
  /// y = x ⊙ mask / keep   dx = dy ⊙ mask / keep
  public func dropout(keep: Float) -> Variable {
    guard graph.isTraining, keep < 1 else { return self }
    let mask = Tensor.dropoutMask(shape, keep: keep, graph.nextKey())
    return graph.record(value * mask, from: self) { [$0 * mask] }
  }
}
