public import Autodiff
public import Datasets
public import Tensors

/// A model with its numbers: what is served, evaluated and saved. An immutable value.
public struct TrainedModel: Sendable {
  public let model: any GenerativeModel
  public let parameters: Parameters
  private let derived = DerivedValues()

  public init(_ model: any GenerativeModel, _ parameters: Parameters) {
    self.model = model
    self.parameters = parameters
  }

  /// Name of the architecture.
  public var name: String { type(of: model).name }
  public var layout: CodeLayout { model.layout }
  /// What it reads beside the histories.
  public var needs: SideInformation { type(of: model).needs }

  /// What a pass over some histories found.
  public struct Scored {
    /// Logits, higher is better. `[B, M]`
    public let scores: Tensor
    /// The code after overrides.
    public let code: Code
    public let applied: AppliedOverrides
    /// Items each user's code rules out. `[B]` lists
    public let excluded: [[ItemIndex]]
  }

  /// The spine: **history → encode → override → decode**. Serving and evaluation both come through
  /// here. Overrides apply to every row. Deterministic; a row's scores do not depend on the other
  /// rows beyond the last bits of the matrix product. With a key the code is a draw from its
  /// posterior, row by row, instead of the posterior's centre.
  public func run(
    _ histories: SparseRows, overrides: [Override] = [], sampling key: RandomKey? = nil
  ) throws(OverrideFault) -> Scored {
    let graph = Graph(inference: parameters, derived: derived)
    var code = model.encode(Batch(histories), on: graph).code
    func refresh(_ block: String, _ code: inout Code) {
      model.refresh(block, in: &code, on: graph)
    }
    if let key { layout.sample(&code, key, refresh: refresh) }
    let applied = try layout.apply(overrides, to: &code, refresh: refresh)
    let scores = model.decode(code, on: graph).value
    let excluded =
      overrides.isEmpty
      ? [[ItemIndex]](repeating: [], count: histories.rows)
      : (0..<histories.rows).map { model.excludedItems(code, row: $0, on: graph) }
    return Scored(scores: scores, code: code, applied: applied, excluded: excluded)
  }

  /// Logits without overrides. `[B, M]`
  public func scores(_ histories: SparseRows) -> Tensor {
    let graph = Graph(inference: parameters, derived: derived)
    return model.decode(model.encode(Batch(histories), on: graph).code, on: graph).value
  }

  /// How much each item belongs to each concept, `[M, K]`; `nil` without concepts.
  public var itemConcepts: Tensor? {
    model.itemConcepts(on: Graph(inference: parameters, derived: derived))
  }

  /// Unit vectors by which items are alike, `[M, d]`; `nil` without them.
  public var itemVectors: Tensor? {
    model.itemVectors(on: Graph(inference: parameters, derived: derived))
  }

  /// The concepts' prototypes among the item vectors, `[K, d]`, unit rows; `nil` without them.
  public var conceptPrototypes: Tensor? {
    model.conceptPrototypes(on: Graph(inference: parameters, derived: derived))
  }
}
