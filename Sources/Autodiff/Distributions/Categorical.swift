import Tensors

extension Variable {
  /// A relaxed one-hot draw for every row of logits (Gumbel-softmax; Jang et al., Maddison et al.,
  /// ICLR 2017), soft, without a straight-through step; the plain softmax at inference.
  /// y = softmax((x + G) / T), G = −ln(−ln U)
  public func relaxedCategorical(temperature: Float = 1) -> Variable {
    guard graph.isTraining else { return softmax() }
    let noise = Tensor.gumbel(shape, graph.nextKey())
    let noisy = self + graph.constant(noise)
    return (temperature == 1 ? noisy : noisy * (1 / temperature)).softmax()
  }
}
