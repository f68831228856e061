public import Tensors

/// Adam (Kingma and Ba, ICLR 2015, algorithm 1), with the bias corrections folded into the step
/// size and ε outside the square root's correction scaled alike, which is PyTorch's rule:
/// ```
/// m = β1 m + (1 − β1) g        v = β2 v + (1 − β2) g²
/// w = w − lr/(1 − β1ᵗ) · m / ( sqrt(v)/sqrt(1 − β2ᵗ) + ε )
/// ```
/// Every tensor is updated at every step (the dense rule): in a batch of 500 users nearly every
/// item has a gradient, because the decoder's softmax touches all of them.
public struct Adam: Sendable, Equatable {
  public var learningRate: Float
  public let beta1: Float
  public let beta2: Float
  public let epsilon: Float
  /// Steps taken, per parameter: a parameter that an objective does not train does not age.
  public private(set) var steps: [Int]
  /// First and second moments, tensor by tensor.
  public private(set) var first: [Tensor]
  public private(set) var second: [Tensor]

  public init(
    _ parameters: Parameters, learningRate: Float = 1e-3, beta1: Float = 0.9,
    beta2: Float = 0.999, epsilon: Float = 1e-8
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    steps = [Int](repeating: 0, count: parameters.count)
    first = parameters.tensors.map { Tensor(shape: $0.shape) }
    second = first
  }

  /// Continues from saved moments. Traps when they do not fit each other.
  public init(
    resuming other: Adam, steps: [Int], first: [Tensor], second: [Tensor]
  ) {
    precondition(
      steps.count == first.count && steps.count == second.count,
      "adam: \(steps.count) step counts for \(first.count) and \(second.count) moments")
    self = other
    self.steps = steps
    self.first = first
    self.second = second
  }

  /// One step. Parameters without a gradient stay as they are. O(scalars), one pass over memory.
  public mutating func step(_ parameters: inout Parameters, _ gradients: Gradients) {
    for index in 0..<parameters.count {
      guard let gradient = gradients[index] else { continue }
      steps[index] += 1
      let step = AdamStep(
        step: steps[index], learningRate: learningRate, beta1: beta1, beta2: beta2,
        epsilon: epsilon)
      parameters.update(index) { weights in
        step.apply(
          to: &weights, gradient.scalars, &first[index].scalars, &second[index].scalars)
      }
    }
  }
}
