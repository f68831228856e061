public import Tensors

/// Matrix products, dense and sparse. A gradient is a product too, so none is made for a constant.
extension Variable {
  /// Y = A·B   dA = dY·Bᵀ, dB = Aᵀ·dY   `[m, k] × [k, n] → [m, n]`
  public func product(_ other: Variable) -> Variable {
    let (a, b) = (value, other.value)
    let (left, right) = (varies, other.varies)
    return graph.record(a.product(b), from: self, other) { dy in
      [
        left ? dy.product(b, transposingOther: true).reshaped(a.shape) : nil,
        right ? a.product(dy, transposingSelf: true).reshaped(b.shape) : nil,
      ]
    }
  }

  /// Y = s·A·Bᵀ   dA = s·dY·B, dB = s·dYᵀ·A   `[m, k] × [n, k] → [m, n]`
  public func product(transposed other: Variable, scale: Float = 1) -> Variable {
    let (a, b) = (value, other.value)
    let y = a.product(b, transposingOther: true, scale: scale)
    let (left, right) = (varies, other.varies)
    return graph.record(y, from: self, other) { dy in
      [
        left ? dy.product(b, scale: scale).reshaped(a.shape) : nil,
        right ? dy.product(a, transposingSelf: true, scale: scale).reshaped(b.shape) : nil,
      ]
    }
  }

  /// Bags of table rows, the first layer of an encoder over sparse histories:
  /// y[(u,k)] = Σ_{e ∈ row u} w[e,k] · table[column(e)]
  /// dw[e,k] = dy[(u,k)]·table[column(e)],  dtable[i] = Σ_{e in column i} Σ_k w[e,k] · dy[(u,k)]
  ///
  /// Self is the weights `[entries, K]`; the result is `[rows·K, n]`. In training each weight
  /// survives with probability `keep` and is divided by it (inverted dropout, drawn on the entries
  /// only).
  public func bags(of rows: SparseRows, table: Variable, keep: Float = 1) -> Variable {
    let t = table.value
    let mask =
      graph.isTraining && keep < 1
      ? Tensor.dropoutMask(shape, keep: keep, graph.nextKey()) : nil
    let w = mask.map { value * $0 } ?? value
    return graph.record(rows.bags(weights: w, of: t), from: self, table) { dy in
      let gradient = rows.bagsGradient(weights: w, of: t, upstream: dy)
      return [mask.map { gradient.weights * $0 } ?? gradient.weights, gradient.table]
    }
  }
}
