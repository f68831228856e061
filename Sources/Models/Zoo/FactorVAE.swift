// FactorVAE: H. Kim, A. Mnih, "Disentangling by Factorising", ICML 2018
// (https://arxiv.org/abs/1802.05983), with the encoder and decoder of β-Mult-VAE.
//
//   loss  = −Σ_i x[u,i] ln p(i|u) + s_t · ( KL(q(z|x) ‖ p) + γ E_q[ D(z) ] )
//   critic = ½ E_q[ ln(1 + e^(−D(z))) ] + ½ E[ ln(1 + e^(D(z̄))) ]
//
// D, the critic, tells draws of the code from z̄, the same draws with every coordinate permuted over
// the users: at its best it is the log-ratio of the joint density to the product of the marginals,
// whose mean is the total correlation. Both are trained in every step, each by its own loss; the
// critic's sees the draws as given. Where we depart: D is the difference of the paper's two logits;
// z̄ is made of this batch and not of a second one, which costs one draw in B being its own; the
// critic's five layers are swish ones, smooth where leaky rectifiers have a kink, of width 256, and
// its optimiser is that of the model. s_t grows as β of Mult-VAE does.
public import Autodiff
public import Datasets
import Tensors

/// β-Mult-VAE whose total correlation a critic estimates.
public struct FactorVAE: GenerativeModel {
  public struct Configuration: ModelConfiguration {
    /// Width of the code and of the encoder's hidden layer, `1 ... 4096`.
    public var width = 100
    /// Weight γ of the total correlation, `0 ... 1000`.
    public var gamma: Float = 5
    /// Width of the critic's hidden layers, `1 ... 4096`.
    public var criticWidth = 256
    /// Hidden layers of the critic, `1 ... 16`.
    public var criticLayers = 5
    /// Largest weight s of the divergence and the correlation, `0 ... 100`.
    public var scale: Float = 0.2
    /// Epochs in which s would grow by 1, `0 ... 1000000`; 0 means the cap from the start.
    public var annealEpochs: Float = 500
    /// Probability of keeping a history item in training, `0.01 ... 1`.
    public var keep: Float = 0.5

    public init() {}

    public static let searchSpace: [SearchRange] = [
      SearchRange("gamma", .real(1, 40, log: true)),
      SearchRange("scale", .real(0.02, 1, log: true)),
      SearchRange.learningRate,
      SearchRange("keep", .real(0.3, 0.9)),
    ]

    public func validate() throws(ConfigurationFault) {
      try require("width", width, in: 1...4096)
      try require("gamma", gamma, in: 0...1000)
      try require("criticWidth", criticWidth, in: 1...4096)
      try require("criticLayers", criticLayers, in: 1...16)
      try require("scale", scale, in: 0...100)
      try require("annealEpochs", annealEpochs, in: 0...1_000_000)
      try require("keep", keep, in: 0.01...1)
    }
  }

  public static let name = "factorvae"
  public static let summary = "FactorVAE: β-Mult-VAE with a critic of its coordinates' dependence."

  public let configuration: Configuration
  private let encoder: GaussianEncoder
  private let decoder: Linear
  private let critic: [Linear]

  public init(
    _ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder
  ) {
    self.configuration = configuration
    let (d, w) = (configuration.width, configuration.criticWidth)
    let layers = configuration.criticLayers
    (encoder, decoder) = builder.scope("vae") { builder in
      (
        GaussianEncoder(items: catalog.items, hidden: d, width: d, in: &builder),
        builder.scope("decoder/output") { Linear(d, catalog.items, in: &$0) }
      )
    }
    critic = builder.scope("critic") { builder in
      (0...layers).map { l in
        builder.scope("layer\(l + 1)") { Linear(l == 0 ? d : w, l == layers ? 1 : w, in: &$0) }
      }
    }
  }

  public var layout: CodeLayout { encoder.layout }

  public func encode(_ batch: Batch, on graph: Graph) -> Encoding {
    encoder(batch, keep: configuration.keep, on: graph)
  }

  public func decode(_ code: Code, on graph: Graph) -> Variable { decoder(code["taste"]) }

  public func divergenceWeight(at step: Step) -> Float {
    step.annealed(cap: configuration.scale, epochs: configuration.annealEpochs)
  }

  public func objectives(_ batch: Batch, on graph: Graph, at step: Step) -> [Objective] {
    let posterior = graph.measure("encode") {
      encoder.posterior(batch, keep: configuration.keep, on: graph)
    }
    let reconstruction = graph.measure("decode") {
      self.reconstruction(posterior.code, batch, on: graph)
    }
    let divergence = posterior.divergences.meanByPosition(1).sum()
    let (correlation, criticism) = graph.measure("critic") { criticize(posterior.taste) }
    let weight = divergenceWeight(at: step)
    return [
      Objective(
        reconstruction + (divergence + correlation * configuration.gamma) * weight, trains: "vae/",
        parts: [
          LossPart("reconstruction", Double(reconstruction.value.item)),
          LossPart("kl/taste", Double(divergence.value.item)),
          LossPart("total correlation", Double(correlation.value.item)),
          LossPart("kl weight", Double(weight)),
        ]),
      Objective(criticism, trains: "critic/"),
    ]
  }

  /// The total correlation of draws `[B, d]` as the critic sees it, and the critic's own loss.
  func criticize(_ draws: Variable) -> (correlation: Variable, criticism: Variable) {
    let apart = draws.graph.constant(Self.permuted(draws.value, draws.graph.nextKey()))
    let told = (logits(draws.detached) * -1).softplus().meanByPosition(1).sum()
    let mistaken = logits(apart).softplus().meanByPosition(1).sum()
    return (logits(draws).meanByPosition(1).sum(), (told + mistaken) * 0.5)
  }

  /// The critic's log-ratio for every draw. `[B, d] → [B]`
  private func logits(_ draws: Variable) -> Variable {
    let top = critic.dropLast().reduce(draws) { $1($0).swish() }
    return critic[critic.count - 1](top).reshaped([draws.value.rows])
  }

  /// Every coordinate of the draws permuted over the users, each in its own way. `[B, d]`
  static func permuted(_ draws: Tensor, _ key: RandomKey) -> Tensor {
    var result = draws
    let d = draws.columns
    for j in 0..<d {
      for (row, from) in key.child(j).permutation(draws.rows).enumerated() {
        result.scalars[row * d + j] = draws.scalars[from * d + j]
      }
    }
    return result
  }
}
