// RecVAE: I. Shenbin, A. Alekseev, E. Tutubalina, V. Malykh, S. Nikolenko, "RecVAE: A New Variational
// Autoencoder for Top-N Recommendations with Implicit Feedback", WSDM 2020
// (https://arxiv.org/abs/1912.11160), as its authors released it.
//
//   h_1 = LN( swish( W_1 x̂ ) ),  h_l = LN( swish( W_l h_{l−1} + Σ_{q<l} h_q ) ), l = 2 … 5,  biases inside;
//   [μ, l] linear in h_5;   z ~ N(μ, e^l);   p(i | u) = softmax_i( V z + a )
//   loss = −Σ_i x[u,i] ln p(i|u) + γ n_u Σ_j ( ln q(z_j) − ln p(z_j) )
//
// x̂ is the unit history, dropped out; n_u the length of the history. p is the composite prior
// (`CompositePrior`) around what a frozen copy of the encoder, fed without dropout, says of the same
// user. The divergence is one Monte Carlo sample, the z that is decoded. A round of training is three
// passes that move the encoder alone; then the copy is renewed; then one pass that moves the decoder
// alone, whose input is not dropped out. Where we depart from the release: the decoder's pass leaves
// out the divergence, which the decoder has no part in, and matrices start Glorot uniform.
public import Autodiff
public import Datasets
import Tensors

/// The variational auto-encoder with a composite prior and alternating updates.
public struct RecVAE: GenerativeModel {
  public struct Configuration: ModelConfiguration {
    /// Width of the encoder's five layers, `1 ... 8192`.
    public var hidden = 600
    /// Width of the code, `1 ... 4096`.
    public var width = 200
    /// Weight γ of the divergence for every item of a history, `0 ... 10`.
    public var gamma: Float = 0.005
    /// Probability of keeping a history item while the encoder trains, `0.01 ... 1`.
    public var keep: Float = 0.5

    public init() {}

    public static let searchSpace: [SearchRange] = [
      SearchRange("gamma", .real(0.001, 0.02, log: true)),
      SearchRange.learningRate,
      SearchRange("keep", .real(0.3, 0.9)),
      SearchRange("width", .integer(50, 400, log: true)),
    ]

    public func validate() throws(ConfigurationFault) {
      try require("hidden", hidden, in: 1...8192)
      try require("width", width, in: 1...4096)
      try require("gamma", gamma, in: 0...10)
      try require("keep", keep, in: 0.01...1)
    }
  }

  public static let name = "recvae"
  public static let summary = "RecVAE: a composite prior, encoder and decoder trained in turn."
  public static let learningRate: Float = 5e-4

  public let configuration: Configuration
  private let encoder: SkipEncoder
  /// The encoder as it was a round ago.
  private let old: SkipEncoder
  private let decoder: Linear

  public init(
    _ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder
  ) {
    self.configuration = configuration
    let (m, h, d) = (catalog.items, configuration.hidden, configuration.width)
    encoder = builder.scope("encoder") { SkipEncoder(items: m, hidden: h, width: d, in: &$0) }
    old = builder.scope("prior") { SkipEncoder(items: m, hidden: h, width: d, in: &$0) }
    decoder = builder.scope("decoder") { Linear(d, m, in: &$0) }
  }

  public var schedule: [Phase] {
    [
      Phase(
        "encoder", epochs: 3, trains: "encoder/",
        copies: [ParameterCopy(from: "encoder/", to: "prior/")]),
      Phase("decoder", epochs: 1, trains: "decoder/"),
    ]
  }

  public var layout: CodeLayout {
    CodeLayout([
      CodeBlock(
        "taste", alias: "z", shape: [configuration.width], kind: .real,
        unit: "posterior deviations", summary: "A person's taste, a Gaussian code without names.")
    ])
  }

  public func encode(_ batch: Batch, on graph: Graph) -> Encoding {
    let posterior = posterior(batch, keep: configuration.keep, on: graph)
    guard graph.isTraining else { return Encoding(posterior.code) }
    let nats = divergences(posterior, batch, on: graph).meanByPosition(1)
    return Encoding(posterior.code, divergences: [Divergence("taste", nats)])
  }

  public func decode(_ code: Code, on graph: Graph) -> Variable { decoder(code["taste"]) }

  public func objectives(_ batch: Batch, on graph: Graph, at step: Step) -> [Objective] {
    let trainsEncoder = schedule[step.phase].name == "encoder"
    let keep = trainsEncoder ? configuration.keep : 1
    let posterior = graph.measure("encode") { self.posterior(batch, keep: keep, on: graph) }
    let reconstruction = graph.measure("decode") {
      self.reconstruction(posterior.code, batch, on: graph)
    }
    guard trainsEncoder else { return [Objective(reconstruction)] }
    let nats = graph.measure("prior") { divergences(posterior, batch, on: graph) }
    let users = Float(max(1, batch.count))
    let weights = divergenceWeights(batch)
    let weighted = nats * graph.constant(weights * (1 / users))
    return [
      Objective(
        reconstruction + weighted.sum(),
        parts: [
          LossPart("reconstruction", Double(reconstruction.value.item)),
          LossPart("kl/taste", nats.value.sum / Double(users)),
          // The mean of γ n over the users.
          LossPart("kl weight", weights.sum / Double(users)),
        ])
    ]
  }

  /// What the encoder says of a batch, and a code drawn from it.
  private func posterior(_ batch: Batch, keep: Float, on graph: Graph) -> GaussianPosterior {
    let (mean, logVariance) = encoder(
      batch.unitEntries(on: graph), over: batch.histories, keep: keep)
    return GaussianPosterior(mean: mean, logVariance: logVariance)
  }

  /// `Σ_j ln q(z_j) − ln p(z_j)` at the code of every user. `[B, 1]`
  private func divergences(
    _ posterior: GaussianPosterior, _ batch: Batch, on graph: Graph
  ) -> Variable {
    let before = old(batch.unitEntries(on: graph), over: batch.histories, keep: 1)
    let own = posterior.taste.gaussianLogDensity(
      mean: posterior.mean, logVariance: posterior.logVariance)
    let prior = CompositePrior().logDensity(
      posterior.taste, oldMean: before.mean, oldLogVariance: before.logVariance)
    let ones = Tensor(shape: [configuration.width, 1], repeating: 1)
    return (own - prior).product(graph.constant(ones))
  }

  /// `γ n_u` for every user, the length of a weighted history being the sum of its weights. `[B, 1]`
  private func divergenceWeights(_ batch: Batch) -> Tensor {
    let rows = batch.targets
    let counts = (0..<rows.rows).map { u in
      (rows.offsets[u]..<rows.offsets[u + 1]).reduce(Float(0)) { $0 + (rows.values?[$1] ?? 1) }
    }
    return Tensor(shape: [batch.count, 1], scalars: counts) * configuration.gamma
  }
}

/// Five layers with swish and layer normalisation, every one of which also gets the sum of all
/// before it, inside the activation; then mean and log-variance.
private struct SkipEncoder: Sendable {
  private static let layers = 5
  private static let epsilon: Float = 0.1
  private let first: SparseLinear
  private let deeper: [Linear]
  private let norms: [LayerNorm]
  private let mean: Linear
  private let logVariance: Linear

  init(items: Int, hidden h: Int, width d: Int, in builder: inout ParameterBuilder) {
    first = builder.scope("layer1") { SparseLinear(items, h, in: &$0) }
    deeper = (2...Self.layers).map { l in builder.scope("layer\(l)") { Linear(h, h, in: &$0) } }
    norms = (1...Self.layers).map { l in
      builder.scope("norm\(l)") { LayerNorm(h, epsilon: Self.epsilon, in: &$0) }
    }
    mean = builder.scope("mean") { Linear(h, d, in: &$0) }
    logVariance = builder.scope("logVariance") { Linear(h, d, in: &$0) }
  }

  func callAsFunction(
    _ seen: Variable, over histories: SparseRows, keep: Float
  ) -> (mean: Variable, logVariance: Variable) {
    var top = norms[0](first(seen, over: histories, keep: keep).swish())
    var sum = top
    for (layer, norm) in zip(deeper, norms.dropFirst()) {
      let next = norm((layer(top) + sum).swish())
      sum = sum + next
      top = next
    }
    return (mean(top), logVariance(top))
  }
}
