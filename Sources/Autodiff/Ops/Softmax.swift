import Tensors

/// Softmax and its relatives along the last dimension.
extension Variable {
  /// y = softmax of every row   dx = y ⊙ (dy − (dy·y))
  public func softmax() -> Variable {
    let y = value.softmax()
    return graph.record(y, from: self) { dy in [dy.softmaxPullback(y)] }
  }

  /// y[r] = ln Σ_j exp x[r,j]   dx[r] = dy[r] · softmax(x[r])
  public func logSumExp() -> Variable {
    let x = value
    return graph.record(x.logSumExp(), from: self) { dy in [x.softmax().scalingRows(dy)] }
  }

  /// y = ln(e^a + e^b), elementwise: a mixture of two densities given by their logarithms
  /// da = dy ⊙ e^(a − y),  db = dy ⊙ e^(b − y)
  public func logAddExp(_ other: Variable) -> Variable {
    let (a, b) = (value, other.value)
    let y = a.logAddExp(b)
    return graph.record(y, from: self, other) { dy in
      [dy * (a - y).exp(), dy * (b - y).exp()]
    }
  }

  /// y = ln(1 + eˣ), elementwise   dx = dy ⊙ e^(x − y)
  public func softplus() -> Variable {
    logAddExp(graph.constant(Tensor(shape: shape)))
  }

  /// y[b] = ln Σ_k exp x[(b,k)] over groups of `k` consecutive rows, `[B·K, M] → [B, M]`
  /// dx[(b,k), i] = dy[b, i] · exp(x[(b,k), i] − y[b, i])
  public func logSumExp(overGroupsOf k: Int) -> Variable {
    let x = value
    let y = x.groupLogSumExp(k)
    return graph.record(y, from: self) { dy in [dy.groupLogSumExpPullback(x, y, k)] }
  }
}
