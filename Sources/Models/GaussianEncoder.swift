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

  /// Histories → the block `taste` `[B, width]` with its spread, and in training its divergence from
  /// the standard normal.
  func callAsFunction(_ batch: Batch, keep: Float, on graph: Graph) -> Encoding {
    let seen = batch.unitEntries(on: graph)
    let out = output(hidden(seen, over: batch.histories, keep: keep).tanh())
    let mean = out.columns(0..<width)
    let logVariance = out.columns(width..<2 * width)
    let taste = mean.gaussianSample(relativeLogVariance: logVariance, priorDeviation: 1)
    var code = Code()
    code.set("taste", taste, spread: (logVariance.value * 0.5).exp())
    guard graph.isTraining else { return Encoding(code) }
    let kl = logVariance.relativeVarianceKL() + mean.rowSquaredNorms() * 0.5
    return Encoding(code, divergences: [Divergence("taste", kl.meanByPosition(1))])
  }
}
