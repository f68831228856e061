public import Autodiff
public import Datasets
public import Tensors

/// What a model may assume about the items: how many there are, and in training what is known of
/// them.
public struct CatalogShape: Sendable, Equatable {
  /// Number of items, `M`.
  public let items: Int
  /// Their attributes; empty when a model is loaded, which needs none.
  public let attributes: AttributeTable

  public init(items: Int, attributes: AttributeTable = AttributeTable()) {
    self.items = items
    self.attributes = attributes
  }

  public init(_ catalog: Catalog) {
    self.init(items: catalog.count, attributes: catalog.attributes)
  }
}

/// What a model reads beside the histories. The data set must have it, or the model is refused.
public struct SideInformation: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  /// The order of histories: which items came together in a session, and which sessions before others
  /// (`Batch.sequences`).
  public static let order = SideInformation(rawValue: 1)
}

/// A position in training, for schedules.
public struct Step: Sendable, Equatable {
  /// Updates done so far, from 0.
  public let index: Int
  /// Updates per epoch; of a model that alternates, per round.
  public let perEpoch: Int
  /// Index of the phase under way in the model's schedule.
  public let phase: Int
  /// Users that are trained on, of whom a batch is a part; `nil` when the batch is all of them.
  public let users: Int?

  public init(index: Int, perEpoch: Int, phase: Int = 0, users: Int? = nil) {
    self.index = index
    self.perEpoch = perEpoch
    self.phase = phase
    self.users = users
  }

  /// A weight that grows by 1 every `epochs` epochs, from 0, up to `cap`. No growth when `epochs`
  /// is 0: the cap from the start.
  public func annealed(cap: Float, epochs: Float) -> Float {
    guard epochs > 0 else { return cap }
    return min(cap, Float(index) / (epochs * Float(max(1, perEpoch))))
  }
}

/// What an encoder found: the code, and how far its posterior is from the prior.
public struct Encoding {
  /// Sampled in training, central at inference.
  public var code: Code
  /// Divergences from the prior, means over the users of the batch.
  public var divergences: [Divergence]

  public init(_ code: Code, divergences: [Divergence] = []) {
    self.code = code
    self.divergences = divergences
  }
}

/// A divergence of a block of the code, in nats per user, one number per index of the block.
public struct Divergence {
  /// The block it belongs to, for reports.
  public let block: String
  /// `[parts]`
  public let nats: Variable

  public init(_ block: String, _ nats: Variable) {
    self.block = block
    self.nats = nats
  }
}

/// Something to minimise, and the parameters that minimising it may move.
public struct Objective {
  /// A scalar.
  public let loss: Variable
  /// Paths of the parameters it trains start with this; empty means all.
  public let trains: String
  /// Parts of the loss for reports, in nats per user.
  public let parts: [LossPart]

  public init(_ loss: Variable, trains: String = "", parts: [LossPart] = []) {
    self.loss = loss
    self.trains = trains
    self.parts = parts
  }
}

/// A named number inside a loss.
public struct LossPart: Sendable, Equatable, Codable {
  public let name: String
  public let value: Double
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

/// A generative model of histories: **encode → (override) → decode**, and what training minimises.
///
/// A model is architecture and settings; its numbers live in `Parameters`. It is `Sendable`, holds
/// handles only, and is made by declaring its parameters into a builder.
public protocol GenerativeModel: Sendable {
  associatedtype Configuration: ModelConfiguration
  /// One lower-case word: the name on the command line, on the socket and in artifacts.
  static var name: String { get }
  /// One sentence for help texts.
  static var summary: String { get }
  /// Side information it reads; empty means histories alone.
  static var needs: SideInformation { get }
  /// Step size of Adam that suits the default settings; 1e-3 unless it says otherwise.
  static var learningRate: Float { get }

  init(_ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder)

  var configuration: Configuration { get }
  /// Why the model as configured cannot be trained on a catalogue, in a sentence that says what to
  /// provide; `nil` when it can.
  func refusal(of catalog: CatalogShape) -> String?
  /// The blocks of the code that an override may reach.
  var layout: CodeLayout { get }
  /// Histories → code and divergences. Finite for an empty history.
  func encode(_ batch: Batch, on graph: Graph) -> Encoding
  /// Recomputes a block that follows from blocks before it in the layout. It is called when one of those
  /// has been overridden, before the block's own overrides; nothing by default.
  func refresh(_ block: String, in code: inout Code, on graph: Graph)
  /// Code → logits `[B, M]`; higher is better.
  func decode(_ code: Code, on graph: Graph) -> Variable
  /// Mean negative log-likelihood of the targets under a code, a scalar. The default decodes to
  /// logits; a model that never needs all logits at once may fuse the two.
  func reconstruction(_ code: Code, _ batch: Batch, on graph: Graph) -> Variable
  /// Weight of the divergences at a step; 1 by default.
  func divergenceWeight(at step: Step) -> Float
  /// A penalty on the parameters, a scalar; none by default.
  func penalty(on graph: Graph) -> Variable?
  /// The phases of a round of training; by default one of one pass, which moves everything.
  var schedule: [Phase] { get }
  /// What one step minimises. By default one objective, the negative evidence lower bound.
  func objectives(_ batch: Batch, on graph: Graph, at step: Step) -> [Objective]
  /// Items that the code of user `row` rules out altogether, whatever their score.
  func excludedItems(_ code: Code, row: Int, on graph: Graph) -> [ItemIndex]
  /// How much each item belongs to each concept, `[M, K]`, rows on the simplex; `nil` when the
  /// model has no concepts.
  func itemConcepts(on graph: Graph) -> Tensor?
  /// Vectors by which items are alike, `[M, d]`, unit rows; `nil` when the model has none.
  func itemVectors(on graph: Graph) -> Tensor?
  /// The concepts' prototypes among the item vectors, `[K, d]`, unit rows: an item's strongest
  /// concept is that of the nearest one. `nil` when the model has none.
  func conceptPrototypes(on graph: Graph) -> Tensor?
}

/// A model fitted in one go, by solving and not by steps.
public protocol ClosedFormModel: GenerativeModel {
  /// Fills the parameters from the training histories.
  func solve(_ histories: SparseRows, _ parameters: inout Parameters) throws(NumericalFault)
}

/// Faults of arithmetic that data can cause.
public enum NumericalFault: Error, Equatable, CustomStringConvertible {
  /// A loss or a gradient stopped being finite.
  case notFinite(tensor: String, step: Int)
  /// A matrix that had to be positive definite was not.
  case notPositiveDefinite(String)
  /// The model as configured needs what the data do not have.
  case unsuited(String)

  public var description: String {
    switch self {
    case .notFinite(let tensor, let step): return "\(tensor) is not finite at step \(step)"
    case .notPositiveDefinite(let matrix): return "\(matrix) is not positive definite"
    case .unsuited(let reason): return reason
    }
  }
}

extension GenerativeModel {
  public static var needs: SideInformation { [] }
  public static var learningRate: Float { 1e-3 }
  public var schedule: [Phase] { Phase.whole }
  public func refusal(of catalog: CatalogShape) -> String? { nil }

  public func reconstruction(_ code: Code, _ batch: Batch, on graph: Graph) -> Variable {
    decode(code, on: graph).multinomialLoss(batch.targets)
  }

  public func refresh(_ block: String, in code: inout Code, on graph: Graph) {}

  /// Why the model cannot be trained on histories, in a sentence that says what to provide; `nil` when
  /// it can.
  public func refusal(of histories: SparseRows) -> String? {
    guard Self.needs.contains(.order), histories.steps == nil else { return nil }
    return
      "\(Self.name) reads the order of histories, and split files have none; train it on a store "
      + "whose events have times, without --split"
  }

  public func divergenceWeight(at step: Step) -> Float { 1 }
  public func penalty(on graph: Graph) -> Variable? { nil }
  public func excludedItems(_ code: Code, row: Int, on graph: Graph) -> [ItemIndex] { [] }
  public func itemConcepts(on graph: Graph) -> Tensor? { nil }
  public func itemVectors(on graph: Graph) -> Tensor? { nil }
  public func conceptPrototypes(on graph: Graph) -> Tensor? { nil }

  public func objectives(_ batch: Batch, on graph: Graph, at step: Step) -> [Objective] {
    let encoding = graph.measure("encode") { encode(batch, on: graph) }
    let reconstruction = graph.measure("decode") {
      self.reconstruction(encoding.code, batch, on: graph)
    }
    let weight = divergenceWeight(at: step)
    var loss = reconstruction
    var parts = [LossPart("reconstruction", Double(reconstruction.value.item))]
    for divergence in encoding.divergences {
      loss = loss + divergence.nats.sum() * weight
      let values = divergence.nats.value.scalars
      for (index, value) in values.enumerated() {
        let name = values.count == 1 ? divergence.block : "\(divergence.block)[\(index)]"
        parts.append(LossPart("kl/\(name)", Double(value)))
      }
    }
    parts.append(LossPart("kl weight", Double(weight)))
    if let penalty = penalty(on: graph) {
      loss = loss + penalty
      parts.append(LossPart("penalty", Double(penalty.value.item)))
    }
    return [Objective(loss, parts: parts)]
  }
}

extension ClosedFormModel {
  /// Nothing: the model is solved.
  public func objectives(_ batch: Batch, on graph: Graph, at step: Step) -> [Objective] { [] }
}
