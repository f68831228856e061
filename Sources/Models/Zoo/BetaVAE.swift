// β-Mult-VAE: the baseline of J. Ma, C. Zhou, P. Cui, H. Yang, W. Zhu, "Learning Disentangled
// Representations for Recommendation", NeurIPS 2019 (https://arxiv.org/abs/1910.14238): Mult-VAE
// (Liang et al., WWW 2018) with β as the strength of disentanglement (Higgins et al., ICLR 2017) and
// the capacity of MacridVAE.
//
//   x̂ = x / ‖x‖, dropped out;   [μ, l] = W2 tanh(W1 x̂ + b1) + b2;   z ~ N(μ, e^l)
//   p(i | u) = softmax_i( V z + a )
//   loss = −Σ_i x[u,i] ln p(i|u) + β_t · ½ Σ_j ( μ² + e^l − l − 1 )
//
// M items, d width. W1 is [M, d], W2 [d, 2d], V [d, M]: 2·M·d numbers, as many as MacridVAE's
// encoder and item vectors of the same d. The encoder is Mult-VAE's; the decoder has no hidden layer.
public import Autodiff
public import Datasets

/// Mult-VAE at MacridVAE's capacity, its β the strength of disentanglement.
public struct BetaVAE: GenerativeModel {
  public struct Configuration: ModelConfiguration {
    /// Width of the code and of the encoder's hidden layer, `1 ... 4096`.
    public var width = 100
    /// Largest weight β of the KL divergence, `0 ... 100`. Above 1 the code is all but switched off.
    public var beta: Float = 0.2
    /// Epochs in which β would grow by 1, `0 ... 1000000`; 0 means the cap from the start.
    public var annealEpochs: Float = 500
    /// Probability of keeping a history item in training, `0.01 ... 1`.
    public var keep: Float = 0.5

    public init() {}

    /// Without the width, which is the capacity that is compared.
    public static let searchSpace: [SearchRange] = [
      SearchRange("beta", .real(0.01, 2, log: true)),
      SearchRange.learningRate,
      SearchRange("keep", .real(0.3, 0.9)),
    ]

    public func validate() throws(ConfigurationFault) {
      try require("width", width, in: 1...4096)
      try require("beta", beta, in: 0...100)
      try require("annealEpochs", annealEpochs, in: 0...1_000_000)
      try require("keep", keep, in: 0.01...1)
    }
  }

  public static let name = "betavae"
  public static let summary =
    "β-Mult-VAE: Mult-VAE at MacridVAE's capacity, for comparison with it."

  public let configuration: Configuration
  private let encoder: GaussianEncoder
  private let decoder: Linear

  public init(
    _ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder
  ) {
    self.configuration = configuration
    let d = configuration.width
    encoder = GaussianEncoder(items: catalog.items, hidden: d, width: d, in: &builder)
    decoder = builder.scope("decoder/output") { Linear(d, catalog.items, in: &$0) }
  }

  public var layout: CodeLayout { encoder.layout }

  public func encode(_ batch: Batch, on graph: Graph) -> Encoding {
    encoder(batch, keep: configuration.keep, on: graph)
  }

  public func decode(_ code: Code, on graph: Graph) -> Variable { decoder(code["taste"]) }

  public func divergenceWeight(at step: Step) -> Float {
    step.annealed(cap: configuration.beta, epochs: configuration.annealEpochs)
  }
}
