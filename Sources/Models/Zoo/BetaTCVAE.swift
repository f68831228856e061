// β-TCVAE: R. Chen, X. Li, R. Grosse, D. Duvenaud, "Isolating Sources of Disentanglement in
// Variational Autoencoders", NeurIPS 2018 (https://arxiv.org/abs/1802.04942), with the encoder and
// decoder of β-Mult-VAE, so that the two differ in the objective alone.
//
//   loss = −Σ_i x[u,i] ln p(i|u) + s_t · ( α I + β C + γ Σ_j D_j )
//   I   = ln q(z|x) − ln q̂(z)                    what the code tells of the user
//   C   = ln q̂(z) − Σ_j ln q̂(z_j)                total correlation of the coordinates
//   D_j = ln q̂(z_j) − ln p(z_j)                  how far a coordinate is from its prior
//
// at one draw z of every user; I + C + Σ D_j is the divergence of Mult-VAE. q̂ is the aggregate
// posterior of all training users, estimated from the batch (`AggregateDensity`). Where we depart
// from the release: its stratified weights give the user's own posterior 1/N at a fixed stride and
// so mostly to somebody else; ours stand at the user's own index, and every other user of the batch
// weighs the same. s_t grows as β of Mult-VAE does, for a multinomial likelihood.
public import Autodiff
public import Datasets
import Tensors

/// β-Mult-VAE with the total correlation of its code weighed apart.
public struct BetaTCVAE: GenerativeModel {
  public struct Configuration: ModelConfiguration {
    /// Width of the code and of the encoder's hidden layer, `1 ... 1024`.
    public var width = 100
    /// Weight α of what the code tells of the user, `0 ... 1000`.
    public var information: Float = 1
    /// Weight β of the total correlation, `0 ... 1000`.
    public var correlation: Float = 4
    /// Weight γ of each coordinate's divergence from its prior, `0 ... 1000`.
    public var dimensions: Float = 1
    /// Largest weight s of all of it, `0 ... 100`.
    public var scale: Float = 0.2
    /// Epochs in which s would grow by 1, `0 ... 1000000`; 0 means the cap from the start.
    public var annealEpochs: Float = 500
    /// Probability of keeping a history item in training, `0.01 ... 1`.
    public var keep: Float = 0.5

    public init() {}

    public static let searchSpace: [SearchRange] = [
      SearchRange("correlation", .real(1, 10, log: true)),
      SearchRange("scale", .real(0.02, 1, log: true)),
      SearchRange.learningRate,
      SearchRange("keep", .real(0.3, 0.9)),
    ]

    public func validate() throws(ConfigurationFault) {
      try require("width", width, in: 1...1024)
      try require("information", information, in: 0...1000)
      try require("correlation", correlation, in: 0...1000)
      try require("dimensions", dimensions, in: 0...1000)
      try require("scale", scale, in: 0...100)
      try require("annealEpochs", annealEpochs, in: 0...1_000_000)
      try require("keep", keep, in: 0.01...1)
    }
  }

  public static let name = "betatcvae"
  public static let summary = "β-TCVAE: β-Mult-VAE whose coordinates are pressed to be independent."

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
    step.annealed(cap: configuration.scale, epochs: configuration.annealEpochs)
  }

  public func objectives(_ batch: Batch, on graph: Graph, at step: Step) -> [Objective] {
    let posterior = graph.measure("encode") {
      encoder.posterior(batch, keep: configuration.keep, on: graph)
    }
    let reconstruction = graph.measure("decode") {
      self.reconstruction(posterior.code, batch, on: graph)
    }
    let terms = graph.measure("divergences") {
      AggregateTerms(posterior, users: step.users ?? batch.count)
    }
    let weight = divergenceWeight(at: step)
    let divergence =
      terms.information * configuration.information
      + terms.correlation * configuration.correlation
      + terms.dimensions * configuration.dimensions
    return [
      Objective(
        reconstruction + divergence * weight,
        parts: [
          LossPart("reconstruction", Double(reconstruction.value.item)),
          LossPart("information", Double(terms.information.value.item)),
          LossPart("total correlation", Double(terms.correlation.value.item)),
          LossPart("dimensions", Double(terms.dimensions.value.item)),
          LossPart("own share", terms.ownShare),
          LossPart("kl weight", Double(weight)),
        ])
    ]
  }
}

/// The divergence of a Gaussian code from the standard normal in three parts, means over the batch.
struct AggregateTerms {
  /// What the code tells of the user, the total correlation of its coordinates, and their divergences
  /// from the prior: scalars, in nats per user.
  let information: Variable
  let correlation: Variable
  let dimensions: Variable
  /// Mean share of a user's own posterior in the density at the user's draw. Near 1 the batch is too
  /// small to tell anything of the rest, and the correlation is the information in disguise.
  let ownShare: Double

  /// `users` is the number of users that the batch was taken from. O(B² d).
  init(_ posterior: GaussianPosterior, users: Int) {
    let graph = posterior.taste.graph
    let (b, d) = (posterior.taste.value.rows, posterior.taste.value.columns)
    let aggregate = posterior.taste.aggregateLogDensity(
      mean: posterior.mean, logVariance: posterior.logVariance,
      groups: [0..<d] + (0..<d).map { $0..<$0 + 1 }, population: max(users, b))
    let own = posterior.logDensities
    let joint = aggregate.columns(0..<1).reshaped([b])
    let marginals = aggregate.columns(1..<d + 1).rowSums()
    let zeros = graph.constant(Tensor(shape: [b, d]))
    let prior = posterior.taste.gaussianLogDensity(mean: zeros, logVariance: zeros).rowSums()
    information = (own - joint).meanByPosition(1).sum()
    correlation = (joint - marginals).meanByPosition(1).sum()
    dimensions = (marginals - prior).meanByPosition(1).sum()
    let shares = (own.value - joint.value).exp().sum / Double(max(users, b))
    ownShare = shares / Double(max(1, b))
  }
}
