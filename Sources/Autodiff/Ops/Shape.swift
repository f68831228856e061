import Tensors

/// Rearrangements.
extension Variable {
  /// The same elements under another shape.
  public func reshaped(_ shape: [Int]) -> Variable {
    let old = self.shape
    return graph.record(value.reshaped(shape), from: self) { [$0.reshaped(old)] }
  }

  /// y = x[:, range]   dx = dy in those columns, 0 elsewhere
  public func columns(_ range: Range<Int>) -> Variable {
    let shape = shape
    return graph.record(value.columns(range), from: self) { dy in
      [dy.widened(to: shape, at: range)]
    }
  }

  /// The mean over groups of rows: row r belongs to group `r % k`; `[B·k] → [k]`
  /// y[j] = (1/B) Σ_b x[b·k + j]   dx[b·k + j] = dy[j] / B
  public func meanByPosition(_ k: Int) -> Variable {
    let shape = shape
    let rows = value.reshaped([value.count / k, k])
    let inverse = 1 / Float(max(1, rows.rows))
    return graph.record(rows.columnSums() * inverse, from: self) { dy in
      var gradient = Tensor(shape: shape)
      for i in 0..<gradient.count { gradient.scalars[i] = dy.scalars[i % k] * inverse }
      return [gradient]
    }
  }
}

extension Variable {
  /// The transpose of rows and columns.   dx = dyᵀ
  public func transposed() -> Variable {
    let shape = shape
    return graph.record(value.transposed(), from: self) { [$0.transposed().reshaped(shape)] }
  }

  /// y[r] = x[r] + rows[r mod k], where `rows` has k rows   dx = dy,  drows[j] = Σ_{r mod k = j} dy[r]
  public func addingCycled(_ rows: Variable) -> Variable {
    let k = rows.value.rows
    precondition(
      rows.value.columns == value.columns && value.rows % k == 0,
      "adding cycled: \(rows.shape) to \(shape)")
    let groups = value.rows / k
    let (old, other) = (shape, rows.shape)
    let wide = value.reshaped([groups, rows.value.count]).addingRow(rows.value)
    return graph.record(wide.reshaped(old), from: self, rows) { dy in
      [dy, dy.reshaped([groups, dy.count / groups]).columnSums().reshaped(other)]
    }
  }
}
