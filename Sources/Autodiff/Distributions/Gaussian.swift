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
}
