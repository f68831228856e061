import Autodiff
public import Tensors

extension CodeLayout {
  /// Replaces a code by a draw from its posterior, `z = μ + σ ⊙ ε` with `ε ~ N(0, I)`, in every
  /// block that has a spread σ; directions are brought back to unit length, as the decoder would
  /// (MacridVAE samples its normalised mean the same way in training). A block without a spread is
  /// known for certain and keeps its bits. Rows have draws of their own. A block that follows from others
  /// is told to `refresh` before it is drawn. O(elements).
  public func sample(
    _ code: inout Code, _ key: RandomKey,
    refresh: (_ block: String, inout Code) -> Void = { _, _ in }
  ) {
    for block in blocks {
      refresh(block.name, &code)
      guard let spread = code.spread(block.name) else { continue }
      let variable = code[block.name]
      let noise = RandomNormals.tensor(variable.value.shape, key.child(block.name))
      var drawn = variable.value
      for i in drawn.scalars.indices { drawn.scalars[i] += spread.scalars[i] * noise.scalars[i] }
      if block.kind == .direction {
        let width = block.shape.last ?? 1
        drawn = drawn.reshaped([drawn.count / max(1, width), width]).normalizedRows().unit
          .reshaped(variable.value.shape)
      }
      code.set(block.name, variable.graph.constant(drawn), spread: spread)
    }
  }
}
