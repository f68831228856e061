// Mult-DAE: D. Liang, R. Krishnan, M. Hoffman, T. Jebara, "Variational Autoencoders for
// Collaborative Filtering", WWW 2018 (https://arxiv.org/abs/1802.05814), in the shape of its
// published figures, M → 200 → M.
//
//   x̂ = x / ‖x‖, dropped out;   z = tanh(W1 x̂ + b1);   p(i | u) = softmax_i( V z + a )
//   loss = −Σ_i x[u,i] ln p(i|u) + λ ( ‖W1‖² + ‖V‖² )
//
// The first term is a mean over users, and λ stands against it: the paper's coefficient 0.01 divided
// by its batch of 500 is λ = 2e-5. With a hidden layer of h there is a tanh layer of h on both sides,
// M → h → d → h → M, and its matrices are in the penalty too; biases never are.
public import Autodiff
public import Datasets

/// The denoising auto-encoder with a multinomial likelihood.
public struct MultiDAE: GenerativeModel {
  public struct Configuration: ModelConfiguration {
    /// Width of the code, `1 ... 4096`.
    public var width = 200
    /// Width of a hidden layer on both sides, `0 ... 8192`; 0 means none, as published.
    public var hidden = 0
    /// Weight λ of the squared norms of the matrices beside the mean loss of a user, `0 ... 1`.
    public var l2: Float = 0.0005
    /// Probability of keeping a history item in training, `0.01 ... 1`.
    public var keep: Float = 0.5

    public init() {}

    /// Weight decay makes or breaks this model.
    public static let searchSpace: [SearchRange] = [
      SearchRange("l2", .real(1e-5, 5e-3, log: true)),
      SearchRange.learningRate,
      SearchRange("keep", .real(0.3, 0.9)),
      SearchRange("width", .integer(50, 400, log: true)),
    ]

    public func validate() throws(ConfigurationFault) {
      try require("width", width, in: 1...4096)
      try require("hidden", hidden, in: 0...8192)
      try require("l2", l2, in: 0...1)
      try require("keep", keep, in: 0.01...1)
    }
  }

  public static let name = "multidae"
  public static let summary = "Mult-DAE: a denoising auto-encoder with a multinomial likelihood."

  public let configuration: Configuration
  private let first: SparseLinear
  /// The hidden encoder's second layer and the hidden decoder's first, when there are any.
  private let inner: (encoder: Linear, decoder: Linear)?
  private let last: Linear

  public init(
    _ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder
  ) {
    self.configuration = configuration
    let (m, h, d) = (catalog.items, configuration.hidden, configuration.width)
    let outer = h > 0 ? h : d
    first = builder.scope(h > 0 ? "encoder/hidden" : "encoder/output") {
      SparseLinear(m, outer, in: &$0)
    }
    inner =
      h == 0
      ? nil
      : (
        builder.scope("encoder/output") { Linear(h, d, in: &$0) },
        builder.scope("decoder/hidden") { Linear(d, h, in: &$0) }
      )
    last = builder.scope("decoder/output") { Linear(outer, m, in: &$0) }
  }

  public var layout: CodeLayout {
    CodeLayout([
      CodeBlock(
        "taste", alias: "z", shape: [configuration.width], kind: .real, unit: "activations",
        summary: "A person's taste, numbers from −1 to 1 without names.")
    ])
  }

  public func encode(_ batch: Batch, on graph: Graph) -> Encoding {
    let seen = batch.unitEntries(on: graph)
    let below = first(seen, over: batch.histories, keep: configuration.keep).tanh()
    var code = Code()
    code["taste"] = inner.map { $0.encoder(below).tanh() } ?? below
    return Encoding(code)
  }

  public func decode(_ code: Code, on graph: Graph) -> Variable {
    let taste = code["taste"]
    return last(inner.map { $0.decoder(taste).tanh() } ?? taste)
  }

  public func penalty(on graph: Graph) -> Variable? {
    guard configuration.l2 > 0 else { return nil }
    let matrices =
      [first.weight] + (inner.map { [$0.encoder.weight, $0.decoder.weight] } ?? [])
      + [last.weight]
    let norms = matrices.map { graph($0).squaredNorm() }
    return norms.dropFirst().reduce(norms[0], +) * configuration.l2
  }
}
