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
}
