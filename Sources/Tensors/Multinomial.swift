internal import CKernels

/// The multinomial likelihood of sparse targets under dense logits, and log-sum-exp over groups.
extension Tensor {
  /// Loss of every user, `−Σ_i x[i] (l[i] − logsumexp l)`, and the normalisers, both `[B]`. Self is
  /// the logits `[B, M]`.
  public func multinomialLosses(_ targets: SparseRows) -> (losses: [Float], normalizers: [Float]) {
    precondition(
      rows == targets.rows && columns == targets.columns,
      "multinomial: logits \(shape) for targets [\(targets.rows), \(targets.columns)]")
    let normalizers = logSumExp().scalars
    let n = columns
    let losses = (0..<rows).map { u in
      (targets.offsets[u]..<targets.offsets[u + 1]).reduce(Float(0)) { loss, e in
        loss - (targets.values?[e] ?? 1)
          * (scalars[u * n + Int(targets.indices[e])] - normalizers[u])
      }
    }
    return (losses, normalizers)
  }

  /// Gradient of `scale · Σ losses` at the logits: `scale · (n_u softmax(l) − x)`.
  public func multinomialPullback(
    _ targets: SparseRows, _ normalizers: [Float], scale: Float
  ) -> Tensor {
    var gradient = self
    let n = columns
    gradient.scalars.withUnsafeMutableBufferPointer { g in
      guard let g = g.baseAddress else { return }
      Parallel.forChunks(of: rows, size: 16) { range in
        for u in range {
          let row = g + u * n
          _ = facet_shifted_exp(n, row, normalizers[u])
          let entries = targets.offsets[u]..<targets.offsets[u + 1]
          let weight = scale * entries.reduce(Float(0)) { $0 + (targets.values?[$1] ?? 1) }
          for j in 0..<n { row[j] *= weight }
          for e in entries { row[Int(targets.indices[e])] -= scale * (targets.values?[e] ?? 1) }
        }
      }
    }
    return gradient
  }

  /// `y[b] = ln Σ_k exp x[(b,k)]` over groups of `k` consecutive rows, elementwise along columns.
  public func groupLogSumExp(_ k: Int) -> Tensor {
    precondition(k > 0 && rows % k == 0, "log-sum-exp: groups of \(k) in \(rows) rows")
    let (groups, n) = (rows / k, columns)
    var result = Tensor(shape: [groups, n])
    for b in 0..<groups {
      for i in 0..<n {
        var top = -Float.infinity
        for j in 0..<k { top = max(top, scalars[(b * k + j) * n + i]) }
        guard top > -.infinity else {
          result.scalars[b * n + i] = top
          continue
        }
        var sum: Float = 0
        for j in 0..<k { sum += Scalar.exp(scalars[(b * k + j) * n + i] - top) }
        result.scalars[b * n + i] = top + Scalar.log(sum)
      }
    }
    return result
  }

  /// Self is `dy`: `dx[(b,k), i] = dy[b, i] · exp(x[(b,k), i] − y[b, i])`.
  public func groupLogSumExpPullback(_ x: Tensor, _ y: Tensor, _ k: Int) -> Tensor {
    var gradient = x
    let n = columns
    for r in 0..<x.rows {
      for i in 0..<n {
        let at = r / k * n + i
        gradient.scalars[r * n + i] =
          scalars[at] * Scalar.exp(x.scalars[r * n + i] - y.scalars[at])
      }
    }
    return gradient
  }
}
