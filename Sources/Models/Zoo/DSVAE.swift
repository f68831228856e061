// DSVAE: Y. Li, S. Mandt, "Disentangled Sequential Autoencoder", ICML 2018
// (https://arxiv.org/abs/1803.02991), on sessions instead of frames, with the networks of C-DSVAE
// (`SequenceNetwork`), whose baseline it is.
//
//   p(x_1…T | f, z) = Π_t Π_i p(i | f, z_t)^x_ti      p(f) = N(0, I)      p(z_t | z_<t) by two LSTMs
//   loss = −Σ_t Σ_i x_ti ln p(i|f,z_t) + w_t [ a · KL(q(f|x) ‖ p(f)) + b · Σ_t KL(q(z_t|x) ‖ p(z_t|z_<t)) ]
//
// f stays through a person's sessions, z_t moves; the prior of a step is fed with the drawn code before it.
// A list is made for the session to come: z_{T+1} is the mean of the prior after z_1…T, so what predicts
// is the learned prior and no head of its own. Where we depart: the dynamic posterior reads the whole
// sequence without f, as C-DSVAE's does, so that a comparison of the two compares objectives and not
// networks; both divergences are warmed up; sessions have no features beside their items, people none
// beside their sessions. The last T sessions count.
public import Autodiff
public import Datasets

/// The disentangled sequential auto-encoder: what stays of a person, and what moves from session to
/// session.
public struct DSVAE: GenerativeModel {
  public struct Configuration: ModelConfiguration {
    /// Sessions T that are read, the last ones, `1 ... 64`.
    public var window = 8
    /// Width of the static code, `1 ... 1024`.
    public var staticWidth = 64
    /// Width of the dynamic code of a session, `1 ... 1024`.
    public var dynamicWidth = 32
    /// Width of the recurrences and of the decoder's hidden layer, `1 ... 4096`.
    public var hidden = 128
    /// Width of a session's vector, `1 ... 4096`.
    public var session = 128
    /// Weight a of the static divergence, `0 ... 100`.
    public var staticBeta: Float = 1
    /// Weight b of the dynamic divergence, `0 ... 100`.
    public var dynamicBeta: Float = 1
    /// Epochs in which the weights grow to their full size, `0 ... 1000000`; 0 means from the start.
    public var annealEpochs: Float = 10
    /// Probability of keeping an item of a session in training, `0.01 ... 1`.
    public var keep: Float = 0.8

    public init() {}

    public static let searchSpace: [SearchRange] = [
      SearchRange.learningRate,
      SearchRange("staticBeta", .real(0.1, 4, log: true)),
      SearchRange("dynamicBeta", .real(0.1, 4, log: true)),
      SearchRange("keep", .real(0.5, 1)),
    ]

    public func validate() throws(ConfigurationFault) {
      try require("window", window, in: 1...64)
      try require("staticWidth", staticWidth, in: 1...1024)
      try require("dynamicWidth", dynamicWidth, in: 1...1024)
      try require("hidden", hidden, in: 1...4096)
      try require("session", session, in: 1...4096)
      try require("staticBeta", staticBeta, in: 0...100)
      try require("dynamicBeta", dynamicBeta, in: 0...100)
      try require("annealEpochs", annealEpochs, in: 0...1_000_000)
      try require("keep", keep, in: 0.01...1)
    }
  }

  public static let name = "dsvae"
  public static let summary =
    "DSVAE on sessions: what stays of a person, and what moves from session to session."
  public static let needs: SideInformation = [.order]

  public let configuration: Configuration
  let network: SequenceNetwork

  public init(
    _ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder
  ) {
    self.configuration = configuration
    network = SequenceNetwork(
      items: catalog.items,
      SequenceNetwork.Widths(
        window: configuration.window, constant: configuration.staticWidth,
        dynamic: configuration.dynamicWidth, hidden: configuration.hidden,
        session: configuration.session), in: &builder)
  }

  public var layout: CodeLayout { network.layout }

  public func encode(_ batch: Batch, on graph: Graph) -> Encoding {
    Encoding(network.encode(batch, keep: configuration.keep, on: graph))
  }

  public func refresh(_ block: String, in code: inout Code, on graph: Graph) {
    network.refresh(block, in: &code, on: graph)
  }

  public func decode(_ code: Code, on graph: Graph) -> Variable { network.decode(code) }

  public func objectives(_ batch: Batch, on graph: Graph, at step: Step) -> [Objective] {
    let sequences = batch.sequences(window: configuration.window)
    let posterior = graph.measure("encode") {
      network.posterior(sequences, keep: configuration.keep, on: graph)
    }
    let pass = graph.measure("decode") { network.pass(sequences, posterior, on: graph) }
    let warm = step.annealed(cap: 1, epochs: configuration.annealEpochs)
    let loss =
      pass.reconstruction + pass.constantDivergence * (warm * configuration.staticBeta)
      + pass.dynamicDivergence * (warm * configuration.dynamicBeta)
    return [Objective(loss, parts: pass.parts + [LossPart("kl weight", Double(warm))])]
  }
}
