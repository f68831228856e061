import Autodiff
import Tensors

/// Independent normals, given by mean and log-variance, `[n, d]` each.
struct Gaussian {
  let mean: Variable
  let logVariance: Variable

  /// A draw in training, the mean at inference.
  func sample() -> Variable {
    mean.gaussianSample(relativeLogVariance: logVariance, priorDeviation: 1)
  }

  /// Standard deviations.
  var deviations: Variable { (logVariance * 0.5).exp() }

  /// KL from the standard normal, element by element.
  func divergenceFromStandard() -> Variable {
    let zeros = mean.graph.constant(Tensor(shape: mean.shape))
    return mean.gaussianDivergence(logVariance: logVariance, mean: zeros, logVariance: zeros)
  }

  /// KL from another normal, element by element.
  func divergence(from other: Gaussian) -> Variable {
    mean.gaussianDivergence(
      logVariance: logVariance, mean: other.mean, logVariance: other.logVariance)
  }
}

/// Two linear heads for the mean and the log-variance of a Gaussian.
struct GaussianHead: Sendable {
  let mean: Linear
  private let logVariance: Linear

  /// Declares `mean` and `logVariance`.
  init(_ inputs: Int, _ width: Int, in builder: inout ParameterBuilder) {
    mean = builder.scope("mean") { Linear(inputs, width, in: &$0) }
    logVariance = builder.scope("logVariance") { Linear(inputs, width, in: &$0) }
  }

  /// `[n, inputs] → [n, width]`
  func callAsFunction(_ x: Variable) -> Gaussian {
    Gaussian(mean: mean(x), logVariance: logVariance(x))
  }
}
