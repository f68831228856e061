// MacridVAE: J. Ma, C. Zhou, P. Cui, H. Yang, W. Zhu, "Learning Disentangled Representations for
// Recommendation", NeurIPS 2019 (https://arxiv.org/abs/1910.14238), as its authors released it.
//
//   c[i]      = softmax_k( cos(h[i], m[k]) / τ )         a concept for every item; Gumbel-softmax in
//                                                        training, one sample a step for all users
//   z[u,k]    ~ N( μ, σ² ),  μ on the unit sphere,  σ = σ0 e^(l/2)
//   p(i | u)  ∝ Σ_k c[i,k] · exp( cos(z[u,k], h[i]) / τ )
//   loss      = −Σ_i x[u,i] ln p(i|u) + β_t Σ_k ½ Σ_j (e^l − l − 1)
//               + rg · (‖T‖² + ‖W2‖² + ‖h‖² + ‖m‖²)
//
// B users, M items, K concepts, d width. Traps that ports fall into, and where they are avoided:
// each concept's part of the history is normalised after masking (`normalizedSegments`), dropout
// draws an independent mask per concept (entries are `[entries, K]`), the mean has unit length and
// the KL no mean term, and β grows by 1 per five epochs up to its cap.
//
// A query may turn a concept: its weight tilts the prediction towards the concept's items
// (`ConceptReach`), and −∞ takes the component out of the mixture.
//
// Our one addition, off by default: `labels` names an attribute whose most common values each get a
// concept, by the penalty  w/M · Σ_i −ln Σ_{k ∈ labels(i)} softmax_k(cos(h[i], m[k]) / τ)  on items
// that have one of them. Without it, what a concept is depends on the seed.
public import Autodiff
public import Datasets
public import Tensors

/// The macro–micro disentangled variational auto-encoder.
public struct MacridVAE: GenerativeModel {
  public struct Configuration: ModelConfiguration {
    /// Number of concepts K, `1 ... 64`.
    public var concepts = 7
    /// Numbers per concept d, `1 ... 1024`.
    public var width = 100
    /// Temperature τ of both softmaxes, `0.03 ... 2`.
    public var temperature: Float = 0.1
    /// Standard deviation σ0 of the prior, `0 ... 1`. Noise has length about σ0·√d against a mean
    /// of 1.
    public var priorDeviation: Float = 0.075
    /// Largest weight β of the KL divergence, `0 ... 100`.
    public var beta: Float = 0.2
    /// Epochs in which β grows by 1, `0 ... 1000000`; 0 means the cap from the start.
    public var annealEpochs: Float = 5
    /// Probability of keeping a history item in training, `0.01 ... 1`.
    public var keep: Float = 0.5
    /// Weight rg of the squared norms of the matrices, `0 ... 10`.
    public var l2: Float = 0
    /// Whether the items' concepts are sampled (Gumbel-softmax) in training.
    public var gumbel = true
    /// A categorical attribute of items that ties concepts to its most common values; empty for
    /// none, as in the paper.
    public var labels = ""
    /// Weight of that tie, nats per item, `0 ... 10000`.
    public var labelWeight: Float = 100

    public init() {}

    /// The authors' ranges, with more concepts and smaller steps: independent searches ended there.
    public static let searchSpace: [SearchRange] = [
      SearchRange("training.learningRate", .real(5e-5, 5e-3, log: true)),
      SearchRange("beta", .real(0.05, 5)),
      SearchRange("concepts", .integer(2, 20)),
      SearchRange("priorDeviation", .real(0.025, 0.25)),
      SearchRange("keep", .real(0.3, 0.9)),
    ]

    public func validate() throws(ConfigurationFault) {
      try require("concepts", concepts, in: 1...64)
      try require("width", width, in: 1...1024)
      try require("temperature", temperature, in: 0.03...2)
      try require("priorDeviation", priorDeviation, in: 0...1)
      try require("beta", beta, in: 0...100)
      try require("annealEpochs", annealEpochs, in: 0...1_000_000)
      try require("keep", keep, in: 0.01...1)
      try require("l2", l2, in: 0...10)
      try require("labelWeight", labelWeight, in: 0...10_000)
    }
  }

  public static let name = "macridvae"
  public static let summary = "Macro–micro disentangled VAE: concepts of items, tastes per concept."

  public let configuration: Configuration
  private let hidden: SparseLinear
  private let output: Linear
  private let items: Parameter
  private let prototypes: Parameter
  private let labels: ConceptLabels?

  public init(
    _ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder
  ) {
    self.configuration = configuration
    let (k, d) = (configuration.concepts, configuration.width)
    hidden = builder.scope("encoder/hidden") { SparseLinear(catalog.items, d, in: &$0) }
    output = builder.scope("encoder/output") { Linear(d, 2 * d, in: &$0) }
    items = builder.declare("items", [catalog.items, d], .glorotUniform)
    prototypes = builder.declare("prototypes", [k, d], .glorotUniform)
    labels = ConceptLabels(configuration.labels, concepts: k, of: catalog)
  }

  public func refusal(of catalog: CatalogShape) -> String? {
    guard !configuration.labels.isEmpty, labels == nil else { return nil }
    let known = catalog.attributes.columns.filter { $0.kind == .categorical }.map(\.name)
    return "items have no categorical attribute \"\(configuration.labels)\" to tie concepts to; "
      + (known.isEmpty
        ? "ingest a file of items with one" : "they have \(known.joined(separator: ", "))")
  }

  public var layout: CodeLayout {
    let (k, d) = (configuration.concepts, configuration.width)
    return CodeLayout([
      CodeBlock(
        "weight", alias: "c", shape: [k], kind: .logWeight, unit: "nats",
        summary:
          "Added to the scores of a concept's items, by how much they belong to it; 0 is none."),
      CodeBlock(
        "taste", alias: "c", shape: [k, d], kind: .direction, unit: "posterior deviations",
        summary: "A person's taste inside a concept, a point on the unit sphere."),
    ])
  }

  public func encode(_ batch: Batch, on graph: Graph) -> Encoding {
    let (k, d) = (configuration.concepts, configuration.width)
    let concepts = itemConceptVariable(graph)
    var masked = concepts.selectingRows(batch.histories.indices)
    if let values = batch.histories.values {
      let weights = Tensor(
        shape: masked.shape, scalars: values.flatMap { [Float](repeating: $0, count: k) })
      masked = masked * graph.constant(weights)
    }
    let seen = masked.normalizedSegments(batch.histories.offsets)
    let out = output(hidden(seen, over: batch.histories, keep: configuration.keep).tanh())
    let mean = out.columns(0..<d).normalizedRows()
    let logVariance = out.columns(d..<2 * d) * -1
    let taste = mean.gaussianSample(
      relativeLogVariance: logVariance, priorDeviation: configuration.priorDeviation)
    var code = Code()
    code["concepts"] = concepts
    let shaped = taste.reshaped([batch.count, k, d])
    guard !graph.isTraining else {
      code["taste"] = shaped
      let kl = logVariance.relativeVarianceKL().meanByPosition(k)
      return Encoding(code, divergences: [Divergence("concept", kl)])
    }
    let deviations = (logVariance.value * 0.5).exp() * configuration.priorDeviation
    code.set("taste", shaped, spread: deviations.reshaped([batch.count, k, d]))
    code["weight"] = graph.constant(Tensor(shape: [batch.count, k]))
    return Encoding(code)
  }

  /// At inference the fused mixture; in training the plain composition, the reference of the fused
  /// loss.
  public func decode(_ code: Code, on graph: Graph) -> Variable {
    let (k, d) = (configuration.concepts, configuration.width)
    let unit = code["taste"].reshaped([code["taste"].value.count / d, d])
    guard graph.isTraining else {
      let byConcept = graph.derived("macridvae/by concept") {
        graph.constant(itemConceptVariable(graph).value.transposed())
      }
      let tiles = graph.derived("macridvae/item tiles") {
        graph.constant(MixtureSoftmax.tiled(unitItems(graph).value))
      }
      var scores = MixtureSoftmax.scores(
        codes: unit.value, tiles: tiles.value, byConcept: byConcept.value,
        userWeights: code["weight"].value.map { $0 == -.infinity ? 0 : 1 },
        users: unit.value.rows / k, temperature: configuration.temperature)
      let reach = graph.derived("macridvae/reach") {
        graph.constant(ConceptReach.table(itemConceptVariable(graph).value))
      }
      ConceptReach.tilt(&scores, weights: code["weight"].value, reach: reach.value)
      return graph.constant(scores)
    }
    let cosines = unit.normalizedRows().product(
      transposed: unitItems(graph), scale: 1 / configuration.temperature)
    let logConcepts = code["concepts"].log().transposed()
    return cosines.addingCycled(logConcepts).logSumExp(overGroupsOf: k)
  }

  public func reconstruction(_ code: Code, _ batch: Batch, on graph: Graph) -> Variable {
    let d = configuration.width
    let unit = code["taste"].reshaped([code["taste"].value.count / d, d]).normalizedRows()
    return unit.mixtureLoss(
      batch.targets, items: unitItems(graph), concepts: code["concepts"],
      temperature: configuration.temperature)
  }

  public func divergenceWeight(at step: Step) -> Float {
    step.annealed(cap: configuration.beta, epochs: configuration.annealEpochs)
  }

  public func penalty(on graph: Graph) -> Variable? {
    var penalty: Variable?
    if configuration.l2 > 0 {
      let norms = [hidden.weight, output.weight, items, prototypes].map { graph($0).squaredNorm() }
      penalty = norms.dropFirst().reduce(norms[0]) { $0 + $1 } * configuration.l2
    }
    if let labels, configuration.labelWeight > 0 {
      let tie = labels.loss(conceptLogits(graph)) * configuration.labelWeight
      penalty = penalty.map { $0 + tie } ?? tie
    }
    return penalty
  }

  /// A muted concept takes its items with it: those that belong to it by more than half would come
  /// back through the small shares that other concepts have in them.
  public func excludedItems(_ code: Code, row: Int, on graph: Graph) -> [ItemIndex] {
    let k = configuration.concepts
    let weights = code["weight"].value.row(row)
    let muted = (0..<k).filter { weights[row * k + $0] == -.infinity }
    guard !muted.isEmpty else { return [] }
    let concepts = code["concepts"].value
    return (0..<concepts.rows).filter { item in
      muted.contains { concepts.scalars[item * k + $0] > 0.5 }
    }.map { ItemIndex($0) }
  }

  public func itemConcepts(on graph: Graph) -> Tensor? { itemConceptVariable(graph).value }
  public func itemVectors(on graph: Graph) -> Tensor? { unitItems(graph).value }
  public func conceptPrototypes(on graph: Graph) -> Tensor? {
    graph(prototypes).normalizedRows().value
  }

  private func unitItems(_ graph: Graph) -> Variable {
    graph.derived("macridvae/unit items") { graph(items).normalizedRows() }
  }

  private func itemConceptVariable(_ graph: Graph) -> Variable {
    graph.derived("macridvae/concepts") {
      let logits = conceptLogits(graph)
      return configuration.gumbel ? logits.relaxedCategorical() : logits.softmax()
    }
  }

  private func conceptLogits(_ graph: Graph) -> Variable {
    graph.derived("macridvae/concept logits") {
      unitItems(graph).product(
        transposed: graph(prototypes).normalizedRows(), scale: 1 / configuration.temperature)
    }
  }
}
