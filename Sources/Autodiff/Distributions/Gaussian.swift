import Tensors

extension Variable {
  /// A draw from N(self, (σ0·e^(l/2))²) by reparameterisation; the mean itself at inference.
  /// y = μ + ε σ0 e^(l/2)   dμ = dy,  dl = ½ dy ε σ0 e^(l/2)   (Kingma and Welling, ICLR 2014)
  public func gaussianSample(relativeLogVariance l: Variable, priorDeviation: Float) -> Variable {
    guard graph.isTraining else { return self }
    let deviations = (l.value * 0.5).exp()
    let noise = RandomNormals.tensor(shape, graph.nextKey()).scaledProduct(
      deviations, priorDeviation)
    return graph.record(value + noise, from: self, l) { dy in
      [dy, dy.scaledProduct(noise, 0.5)]
    }
  }

  /// ln N(x; μ, e^l) of every element:
  /// y = −½ (ln 2π + l + (x − μ)² e^(−l)),  with s = (x − μ) e^(−l)
  /// dx = −dy s,  dμ = dy s,  dl = ½ dy ((x − μ) s − 1)
  public func gaussianLogDensity(mean: Variable, logVariance l: Variable) -> Variable {
    let centred = value - mean.value
    let s = centred * (l.value * -1).exp()
    let squares = centred * s
    let constant = 0.5 * Scalar.log(2 * .pi)
    let y = squares.zip(l.value) { -0.5 * ($0 + $1) - constant }
    return graph.record(y, from: self, mean, l) { dy in
      let slope = dy * s
      return [slope * -1, slope, dy.zip(squares) { 0.5 * $0 * ($1 - 1) }]
    }
  }

  /// ln N(x[b]; μ[m], e^l[m]) of every pair, the coordinates added up, as two matrix products:
  /// y[b,m] = −½ Σ_j (ln 2π + l[m,j] + (x[b,j] − μ[m,j])² e^(−l[m,j]))   `[B, d], [M, d] → [B, M]`
  public func gaussianLogDensities(means: Variable, logVariances l: Variable) -> Variable {
    let precisions = (l * -1).exp()
    let weighted = means * precisions
    let constant = -0.5 * Float(value.columns) * Scalar.log(2 * .pi)
    let own = (l + means * weighted).rowSums() * -0.5 + constant
    return
      ((self * self).product(transposed: precisions, scale: -0.5)
      + product(transposed: weighted)).addingRow(own)
  }

  /// KL of N(self, e^l) from N(m, e^p) of every element:
  /// y = ½ (p − l + (e^l + (μ − m)²) e^(−p) − 1)
  public func gaussianDivergence(
    logVariance l: Variable, mean m: Variable, logVariance p: Variable
  ) -> Variable {
    let apart = self - m
    return (p - l + (l.exp() + apart * apart) * (p * -1).exp() + -1) * 0.5
  }
}
