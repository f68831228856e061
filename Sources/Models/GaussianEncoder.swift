import Autodiff
import Datasets
import Tensors

/// The encoder of Mult-VAE and of its kin: a hidden layer over unit histories and a linear one that
/// gives the mean and the log-variance of a Gaussian code (Liang et al., WWW 2018).
/// ```
/// x̂ = x / ‖x‖, dropped out;   [μ, l] = W2 tanh(W1 x̂ + b1) + b2;   z ~ N(μ, e^l)
/// KL = ½ Σ_j ( μ² + e^l − l − 1 )
/// ```
struct GaussianEncoder: Sendable {
  private let width: Int
  private let hidden: SparseLinear
  private let output: Linear

  /// Declares `encoder/hidden` `[M, hidden]` and `encoder/output` `[hidden, 2·width]`.
  init(items: Int, hidden: Int, width: Int, in builder: inout ParameterBuilder) {
    self.width = width
    self.hidden = builder.scope("encoder/hidden") { SparseLinear(items, hidden, in: &$0) }
    output = builder.scope("encoder/output") { Linear(hidden, 2 * width, in: &$0) }
  }

  /// The block that the encoder writes.
  var layout: CodeLayout {
    CodeLayout([
      CodeBlock(
        "taste", alias: "z", shape: [width], kind: .real, unit: "posterior deviations",
        summary: "A person's taste, a Gaussian code without names.")
    ])
  }

  /// Histories → what is thought of them.
  func posterior(_ batch: Batch, keep: Float, on graph: Graph) -> GaussianPosterior {
    let seen = batch.unitEntries(on: graph)
    let out = output(hidden(seen, over: batch.histories, keep: keep).tanh())
    return GaussianPosterior(
      mean: out.columns(0..<width), logVariance: out.columns(width..<2 * width))
  }

  /// Histories → the block `taste` `[B, width]` with its spread, and in training its divergence from
  /// the standard normal.
  func callAsFunction(_ batch: Batch, keep: Float, on graph: Graph) -> Encoding {
    let posterior = posterior(batch, keep: keep, on: graph)
    guard graph.isTraining else { return Encoding(posterior.code) }
    return Encoding(
      posterior.code, divergences: [Divergence("taste", posterior.divergences.meanByPosition(1))])
  }
}

/// A Gaussian with a diagonal covariance for every user, and a draw from it.
struct GaussianPosterior {
  /// `[B, d]`
  let mean: Variable
  let logVariance: Variable
  /// Drawn in training, the mean at inference. `[B, d]`
  let taste: Variable

  init(mean: Variable, logVariance: Variable) {
    self.mean = mean
    self.logVariance = logVariance
    taste = mean.gaussianSample(relativeLogVariance: logVariance, priorDeviation: 1)
  }

  /// A code of the one block `taste`.
  var code: Code {
    var code = Code()
    code.set("taste", taste, spread: (logVariance.value * 0.5).exp())
    return code
  }

  /// The divergence of every user from the standard normal, in nats. `[B]`
  var divergences: Variable { logVariance.relativeVarianceKL() + mean.rowSquaredNorms() * 0.5 }

  /// `ln q(z|x) ` of every user at the draw, in nats. `[B]`
  var logDensities: Variable {
    taste.gaussianLogDensity(mean: mean, logVariance: logVariance).rowSums()
  }
}
