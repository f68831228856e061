public import Tensors

/// Likelihoods and divergences, means over the users of a batch, in nats.
extension Variable {
  /// Multinomial negative log-likelihood of sparse targets under logits `[B, M]`, a scalar:
  /// y = −(1/B) Σ_u Σ_i x[u,i] · (l[u,i] − logsumexp_i l[u])   dl = dy · (n_u softmax(l) − x) / B
  public func multinomialLoss(_ targets: SparseRows) -> Variable {
    let logits = value
    let (losses, normalizers) = logits.multinomialLosses(targets)
    let batch = Float(max(1, targets.rows))
    return graph.record(Tensor(losses.reduce(0, +) / batch), from: self) { dy in
      [logits.multinomialPullback(targets, normalizers, scale: dy.item / batch)]
    }
  }

  /// Multinomial negative log-likelihood under a mixture over concepts, fused (`MixtureSoftmax`):
  /// self is the unit codes `[B·K, d]`; y is a scalar. All gradients come from the one forward
  /// pass.
  public func mixtureLoss(
    _ targets: SparseRows, items: Variable, concepts: Variable, temperature: Float
  ) -> Variable {
    let fused = MixtureSoftmax(
      codes: value, items: items.value, concepts: concepts.value, targets: targets,
      temperature: temperature)
    let mean = fused.losses.reduce(0, +) / Float(max(1, targets.rows))
    return graph.record(Tensor(mean), from: self, items, concepts) { dy in
      let s = dy.item
      guard s != 1 else { return [fused.codeGradient, fused.itemGradient, fused.conceptGradient] }
      return [fused.codeGradient * s, fused.itemGradient * s, fused.conceptGradient * s]
    }
  }

  /// KL of N(·, σ0²eˡ) from N(·, σ0²) at equal means, self being l: the row sums
  /// y[r] = ½ Σ_j (e^l − l − 1)   dl = ½ dy[r] (e^l − 1)   `[R, d] → [R]`
  public func relativeVarianceKL() -> Variable {
    let l = value
    let e = l.exp()
    return graph.record(l.relativeVarianceKL(e), from: self) { dy in
      [e.relativeVariancePullback(dy)]
    }
  }
}
