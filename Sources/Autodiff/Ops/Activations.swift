import Tensors

/// Functions of each element.
extension Variable {
  /// y = tanh x   dx = dy ⊙ (1 − y²)
  public func tanh() -> Variable {
    let y = value.tanh()
    return graph.record(y, from: self) { dy in [dy.tanhPullback(y)] }
  }

  /// Swish (Ramachandran et al., 2017), also SiLU: y = x s, s = 1 / (1 + e⁻ˣ)
  /// dx = dy ⊙ s (1 + x (1 − s))
  public func swish() -> Variable {
    let x = value
    return graph.record(x.swish(), from: self) { dy in [dy.swishPullback(x)] }
  }

  /// y = eˣ   dx = dy ⊙ y
  public func exp() -> Variable {
    let y = value.exp()
    return graph.record(y, from: self) { dy in [dy * y] }
  }

  /// y = ln max(x, floor), for positive x   dx = dy / x where x is above the floor, 0 below
  public func log(floor: Float = 1e-30) -> Variable {
    let x = value
    return graph.record(x.map { max($0, floor) }.log(), from: self) { dy in
      [dy.zip(x) { $1 > floor ? $0 / $1 : 0 }]
    }
  }
}
