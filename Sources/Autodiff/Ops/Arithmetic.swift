import Tensors

/// Sums, differences, products. Shapes are equal, except for `addingRow`, which adds one row to
/// all.
extension Variable {
  /// y = a + b   da = dy, db = dy
  public static func + (a: Variable, b: Variable) -> Variable {
    a.graph.record(a.value + b.value, from: a, b) { [$0, $0] }
  }

  /// y = a − b   da = dy, db = −dy
  public static func - (a: Variable, b: Variable) -> Variable {
    a.graph.record(a.value - b.value, from: a, b) { [$0, $0 * -1] }
  }

  /// y = a ⊙ b   da = dy ⊙ b, db = dy ⊙ a
  public static func * (a: Variable, b: Variable) -> Variable {
    let (x, y) = (a.value, b.value)
    return a.graph.record(x * y, from: a, b) { dy in [dy * y, dy * x] }
  }

  /// y = s · a   da = s · dy
  public static func * (a: Variable, s: Float) -> Variable {
    a.graph.record(a.value * s, from: a) { [$0 * s] }
  }

  /// y = a + s   da = dy
  public static func + (a: Variable, s: Float) -> Variable {
    a.graph.record(a.value.map { $0 + s }, from: a) { [$0] }
  }

  /// y[r] = a[r] + row, for every row r   da = dy, drow = Σ_r dy[r]
  public func addingRow(_ row: Variable) -> Variable {
    precondition(
      row.value.count == value.columns, "adding row: \(row.shape) to rows of \(shape)")
    let shape = row.shape
    return graph.record(value.addingRow(row.value), from: self, row) { dy in
      [dy, dy.columnSums().reshaped(shape)]
    }
  }

  /// y = Σ a, a scalar   da = dy everywhere
  public func sum() -> Variable {
    let shape = shape
    return graph.record(Tensor(Float(value.sum)), from: self) {
      [Tensor(shape: shape, repeating: $0.item)]
    }
  }

  /// y = Σ a², a scalar   da = 2 · dy · a
  public func squaredNorm() -> Variable {
    let x = value
    return graph.record(Tensor(Float(x.squaredNorm)), from: self) { [x * (2 * $0.item)] }
  }
}
