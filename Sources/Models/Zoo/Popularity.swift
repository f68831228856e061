// Popularity: every user gets the items that most training users have. The floor that any model
// must clear, and the proof that the contract holds for a model without an encoder.
//
//   score[u,i] = s[u] · ln(1 + n[i])      n[i] training users who have item i; s = 1 unless overridden
public import Autodiff
public import Datasets
public import Tensors

/// Ranks items by the number of training users who have them.
public struct Popularity: ClosedFormModel {
  public struct Configuration: ModelConfiguration {
    public init() {}
    public func validate() throws(ConfigurationFault) {}
  }

  public static let name = "popularity"
  public static let summary = "The most popular items, the same for everyone."

  public let configuration: Configuration
  private let logCounts: Parameter

  public init(
    _ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder
  ) {
    self.configuration = configuration
    logCounts = builder.declare("logCounts", [catalog.items], .zeros)
  }

  public var layout: CodeLayout {
    CodeLayout([
      CodeBlock(
        "strength", alias: "popularity", shape: [1], kind: .real, unit: "times",
        summary: "How much popularity counts: 1 as learned, 0 not at all, below 0 against it.")
    ])
  }

  /// ln(1 + n) for every item. O(entries).
  public func solve(
    _ histories: SparseRows, _ parameters: inout Parameters
  ) throws(NumericalFault) {
    var counts = Tensor(shape: [histories.columns])
    for item in histories.indices { counts.scalars[Int(item)] += 1 }
    parameters[logCounts] = counts.map { $0 + 1 }.log()
  }

  public func encode(_ batch: Batch, on graph: Graph) -> Encoding {
    var code = Code()
    code["strength"] = graph.constant(Tensor(shape: [batch.count, 1], repeating: 1))
    return Encoding(code)
  }

  public func decode(_ code: Code, on graph: Graph) -> Variable {
    let counts = graph(logCounts)
    return code["strength"].product(counts.reshaped([1, counts.value.count]))
  }
}
