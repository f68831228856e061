// Mult-VAE: D. Liang, R. Krishnan, M. Hoffman, T. Jebara, "Variational Autoencoders for
// Collaborative Filtering", WWW 2018 (https://arxiv.org/abs/1802.05814), in its authors' shape M →
// 600 → 200 → 600 → M.
//
//   x̂ = x / ‖x‖, dropped out;   [μ, l] = W2 tanh(W1 x̂ + b1) + b2;   z ~ N(μ, e^l)
//   p(i | u) = softmax_i( V2 tanh(V1 z + a1) + a2 )
//   loss = −Σ_i x[u,i] ln p(i|u) + β_t · ½ Σ_j ( μ² + e^l − l − 1 )
public import Autodiff
public import Datasets

/// The variational auto-encoder with a multinomial likelihood.
public struct MultiVAE: GenerativeModel {
  public struct Configuration: ModelConfiguration {
    /// Width of the hidden layers on both sides, `1 ... 8192`.
    public var hidden = 600
    /// Width of the code, `1 ... 4096`.
    public var width = 200
    /// Largest weight β of the KL divergence, `0 ... 100`.
    public var beta: Float = 0.2
    /// Epochs in which β would grow by 1, `0 ... 1000000`; 0 means the cap from the start.
    public var annealEpochs: Float = 500
    /// Probability of keeping a history item in training, `0.01 ... 1`.
    public var keep: Float = 0.5

    public init() {}

    public static let searchSpace: [SearchRange] = [
      SearchRange.learningRate,
      SearchRange("beta", .real(0.05, 1)),
      SearchRange("keep", .real(0.3, 0.9)),
      SearchRange("width", .integer(50, 400, log: true)),
    ]

    public func validate() throws(ConfigurationFault) {
      try require("hidden", hidden, in: 1...8192)
      try require("width", width, in: 1...4096)
      try require("beta", beta, in: 0...100)
      try require("annealEpochs", annealEpochs, in: 0...1_000_000)
      try require("keep", keep, in: 0.01...1)
    }
  }

  public static let name = "multivae"
  public static let summary = "Mult-VAE: a Gaussian code and a multinomial likelihood."

  public let configuration: Configuration
  private let encoder: GaussianEncoder
  private let decoderHidden: Linear
  private let decoderOutput: Linear

  public init(
    _ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder
  ) {
    self.configuration = configuration
    let (h, d) = (configuration.hidden, configuration.width)
    encoder = GaussianEncoder(items: catalog.items, hidden: h, width: d, in: &builder)
    decoderHidden = builder.scope("decoder/hidden") { Linear(d, h, in: &$0) }
    decoderOutput = builder.scope("decoder/output") { Linear(h, catalog.items, in: &$0) }
  }

  public var layout: CodeLayout { encoder.layout }

  public func encode(_ batch: Batch, on graph: Graph) -> Encoding {
    encoder(batch, keep: configuration.keep, on: graph)
  }

  public func decode(_ code: Code, on graph: Graph) -> Variable {
    decoderOutput(decoderHidden(code["taste"]).tanh())
  }

  public func divergenceWeight(at step: Step) -> Float {
    step.annealed(cap: configuration.beta, epochs: configuration.annealEpochs)
  }
}
