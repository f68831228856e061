// C-DSVAE: J. Bai, W. Wang, C. Gomes, "Contrastively Disentangled Sequential Variational Autoencoder",
// NeurIPS 2021 (https://arxiv.org/abs/2110.12091), on sessions instead of frames (`SequenceNetwork`).
//
//   J    = E ln p(x|z,f) − KL(q(f|x) ‖ p(f)) − KL(q(z|x) ‖ p(z)) + I(f;x) + I(z;x) − I(z;f)
//   loss = R + w_t (a KL_f + b KL_z) + m MI_fz + c C_f + d C_z
//   C_f  = NTXent( mean of q(f|x), mean of q(f| content view of x) )            I(f;x), contrastively
//   C_z  = NTXent( means of q(z_1…T|x), means of q(z_1…T| motion view of x) )   I(z;x)
//
// R and both divergences are those of DSVAE. The content view is the same sessions in another order: it
// keeps the taste and breaks the journey. The motion view keeps the role of every event and changes the
// taste, by the attributes of items that are declared static (brand, genre) and dynamic (stage, price
// rank), `MotionView`. Without them the model makes it, once the divergences are warmed up: the posterior's
// dynamics, a static code from the prior, sessions drawn from the decoder, gradients stopped
// (`dreamt`; the idea of sample and predict, I. Naiman et al., 2023). Not measured on a view that only
// hides items: it would teach z to ignore what it should hold.
//
// J penalises the aggregate of the codes alone and is no bound of a likelihood; the reported parts
// reconstruction and kl make up the evidence lower bound. Where we depart from the release: weights are
// shares of nats per person, so the published 10 of pixels is not taken over; MI_fz is computed with
// deviations and without a clip (`CodeInformation`); heads are linear; divergences are warmed up; a T
// shorter than the window is padded with zeros in C_z. Two people of one taste in a batch count as
// different in C_f, as published: with 1 296 profiles and 128 people that is six pairs of 8 128.
public import Autodiff
public import Datasets
import Tensors

/// The contrastively disentangled sequential auto-encoder: what stays of a person kept apart from what
/// moves from session to session.
public struct CDSVAE: GenerativeModel {
  public struct Configuration: ModelConfiguration {
    /// Sessions T that are read, the last ones, `1 ... 64`.
    public var window = 8
    /// Width of the static code, `1 ... 1024`; above 64 the estimate of MI_fz saturates.
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
    /// Weight m of the information between the codes, `0 ... 100`.
    public var information: Float = 1
    /// Weight c of the content view's contrast, `0 ... 1000`.
    public var content: Float = 10
    /// Weight d of the motion view's contrast, `0 ... 1000`.
    public var motion: Float = 10
    /// Temperature of both contrasts, `0.01 ... 10`.
    public var temperature: Float = 0.5
    /// Categorical attributes of items that tell tastes, separated by commas; empty for views made by
    /// the model.
    public var staticAttributes = ""
    /// Those that tell roles, beside `staticAttributes`.
    public var dynamicAttributes = ""
    /// Epochs in which the divergences grow to their full weight and after which the model makes views,
    /// `0 ... 1000000`.
    public var annealEpochs: Float = 10
    /// Probability of keeping an item of a session in training, `0.01 ... 1`.
    public var keep: Float = 0.8

    public init() {}

    public static let searchSpace: [SearchRange] = [
      SearchRange("content", .choice([1, 3, 10, 30])),
      SearchRange("motion", .choice([1, 3, 10, 30])),
      SearchRange.learningRate,
      SearchRange("staticBeta", .real(0.1, 4, log: true)),
      SearchRange("dynamicBeta", .real(0.1, 4, log: true)),
    ]

    public func validate() throws(ConfigurationFault) {
      try require("window", window, in: 1...64)
      try require("staticWidth", staticWidth, in: 1...1024)
      try require("dynamicWidth", dynamicWidth, in: 1...1024)
      try require("hidden", hidden, in: 1...4096)
      try require("session", session, in: 1...4096)
      try require("staticBeta", staticBeta, in: 0...100)
      try require("dynamicBeta", dynamicBeta, in: 0...100)
      try require("information", information, in: 0...100)
      try require("content", content, in: 0...1000)
      try require("motion", motion, in: 0...1000)
      try require("temperature", temperature, in: 0.01...10)
      try require("annealEpochs", annealEpochs, in: 0...1_000_000)
      try require("keep", keep, in: 0.01...1)
    }
  }

  public static let name = "cdsvae"
  public static let summary =
    "C-DSVAE on sessions: static and dynamic taste, kept apart by two contrasts."
  public static let needs: SideInformation = [.order]

  public let configuration: Configuration
  let network: SequenceNetwork
  private let view: MotionView?

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
    view = MotionView(
      staying: configuration.staticAttributes, moving: configuration.dynamicAttributes,
      catalog.attributes)
  }

  public func refusal(of catalog: CatalogShape) -> String? {
    let (staying, moving) = (configuration.staticAttributes, configuration.dynamicAttributes)
    guard view == nil, !(staying.isEmpty && moving.isEmpty) else { return nil }
    guard !staying.isEmpty else {
      return "dynamicAttributes tell roles beside staticAttributes only"
    }
    let known = catalog.attributes.columns.filter { $0.kind == .categorical }.map(\.name)
    return "items do not have all of the categorical attributes \(staying),\(moving); "
      + (known.isEmpty
        ? "ingest a file of items with them" : "they have \(known.joined(separator: ", "))")
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
    let steps = PackedSteps(offsets: sequences.offsets)
    let (embedding, posterior) = graph.measure("encode") {
      let embedding = network.embedding(sequences, steps, keep: configuration.keep, on: graph)
      return (embedding, network.posterior(embedding, steps))
    }
    let pass = graph.measure("decode") { network.pass(sequences, posterior, on: graph) }
    let warm = step.annealed(cap: 1, epochs: configuration.annealEpochs)
    var loss =
      pass.reconstruction + pass.constantDivergence * (warm * configuration.staticBeta)
      + pass.dynamicDivergence * (warm * configuration.dynamicBeta)
    var parts = pass.parts + [LossPart("kl weight", Double(warm))]
    func add(_ name: String, _ weight: Float, _ term: () -> Variable?) {
      guard weight > 0, let value = graph.measure(name, term) else { return }
      loss = loss + value * weight
      parts.append(LossPart(name, Double(value.value.item)))
    }
    add("information", configuration.information) {
      CodeInformation(
        constant: posterior.constant, dynamic: posterior.dynamic, steps: steps
      ).estimate(
        constant: pass.constant, dynamic: pass.dynamic, users: step.users ?? batch.count)
    }
    add("content", configuration.content) {
      let shuffled = embedding.selectingRows(steps.shuffled(graph.nextKey()))
      let other = network.posterior(shuffled, steps)
      return posterior.constant.mean.contrast(
        with: other.constant.mean, temperature: configuration.temperature)
    }
    add("motion", configuration.motion) {
      guard view != nil || warm == 1 else { return nil }
      let moved =
        view?(sequences, graph.nextKey())
        ?? network.dreamt(posterior, sequences, key: graph.nextKey())
      let other = network.posterior(moved, keep: configuration.keep, on: graph)
      return trajectories(posterior).contrast(
        with: trajectories(other), temperature: configuration.temperature)
    }
    return [Objective(loss, parts: parts)]
  }

  /// Posterior means of every user's sessions one after another, zeros behind them. `[P, T·d]`
  private func trajectories(_ posterior: SequenceNetwork.Posterior) -> Variable {
    let (steps, window) = (posterior.steps, configuration.window)
    let places = zip(steps.owners, steps.times).map { $0 * Int32(window) + $1 }
    let users = steps.sequences.count
    return posterior.dynamic.mean.placingRows(places, of: users * window)
      .reshaped([users, window * configuration.dynamicWidth])
  }
}
