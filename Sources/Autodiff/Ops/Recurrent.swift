import Tensors

/// Recurrences over packed sequences (`PackedSteps`) and over single steps.
extension Variable {
  /// The states of an LSTM over packed rows, from states of zero; self is the products of the inputs
  /// with their weights `[S, 4h]`, `recurrent` is U `[h, 4h]`. `[S, h]`. The formulas, forwards and
  /// backwards through time, stand with `LSTMPass`.
  public func lstm(recurrent: Variable, counts: [Int]) -> Variable {
    let u = recurrent.value
    let pass = LSTMPass(inputs: value, recurrent: u, counts: counts)
    return graph.record(pass.states, from: self, recurrent) { dy in
      let gradient = pass.pullback(dy, recurrent: u)
      return [gradient.inputs, gradient.recurrent]
    }
  }

  /// The states of a GRU over packed rows, as `lstm`; self is `[S, 3h]`, `recurrent` `[h, 3h]` and
  /// `bias`, that of the recurrent product, `[3h]` (`GRUPass`). `[S, h]`
  public func gru(recurrent: Variable, bias: Variable, counts: [Int]) -> Variable {
    let u = recurrent.value
    let pass = GRUPass(inputs: value, recurrent: u, bias: bias.value, counts: counts)
    return graph.record(pass.states, from: self, recurrent, bias) { dy in
      let gradient = pass.pullback(dy, recurrent: u)
      return [gradient.inputs, gradient.recurrent, gradient.bias]
    }
  }

  /// One step of an LSTM for n rows, from the summed products `[n, 4h]` and the cell before `[n, h]`:
  /// state and cell side by side, `[n, 2h]`.
  public func lstmCell(_ before: Variable) -> Variable {
    let h = before.value.columns
    let pass = LSTMCell(products: value, before: before.value)
    return graph.record(pass.joined, from: self, before) { dy in
      let gradient = pass.pullback(
        state: dy.columns(0..<h), cell: dy.columns(h..<2 * h))
      return [gradient.products, gradient.before]
    }
  }

  /// y[s] = the mean of rows offsets[s] ..< offsets[s + 1], 0 where there are none
  /// dx[r] = dy[s] / rows of s   `[S, d] → [segments, d]`
  public func segmentMeans(_ offsets: [Int]) -> Variable {
    graph.record(value.segmentMeans(offsets), from: self) { [$0.segmentMeansPullback(offsets)] }
  }

  /// y = the rows of a, then those of b   da = the first rows of dy, db = the others
  public func stacked(on other: Variable) -> Variable {
    let (m, n) = (value.rows, other.value.rows)
    precondition(
      value.columns == other.value.columns, "stacking: \(shape) on \(other.shape)")
    let rows = Tensor(
      shape: [m + n, value.columns], scalars: value.scalars + other.value.scalars)
    return graph.record(rows, from: self, other) { dy in
      [dy.rows(0..<m), dy.rows(m..<m + n)]
    }
  }

  /// y[r] = a[r] followed by b[r]   da, db = their columns of dy   `[R, p], [R, q] → [R, p + q]`
  public func beside(_ other: Variable) -> Variable {
    let (p, q) = (value.columns, other.value.columns)
    precondition(value.rows == other.value.rows, "beside: \(shape) and \(other.shape)")
    return graph.record(value.beside(other.value), from: self, other) { dy in
      [dy.columns(0..<p), dy.columns(p..<p + q)]
    }
  }
}
