// SLIM: X. Ning, G. Karypis, "SLIM: Sparse Linear Methods for Top-N Recommender Systems", ICDM 2011,
// equation 3, in the form with feature selection that they call fsSLIM (§4.3).
//
//   min_B ½‖X − XB‖² + ½ l2 ‖B‖² + l1 ‖B‖₁  subject to  B ≥ 0,  diag(B) = 0;   score = x B
//
// One elastic net per column, solved by coordinate descent on G = XᵀX. Column j may only use the
// `candidates` items with the highest cosine to j; with as many as there are items it is SLIM
// itself. The bound keeps the weights of a large catalogue at M·candidates.
public import Autodiff
public import Datasets
public import Tensors

/// Sparse, non-negative linear weights between items.
public struct SLIM: ClosedFormModel {
  public struct Configuration: ModelConfiguration {
    /// Weight of the sum of B, in people, `0 ... 1000000`.
    public var l1: Float = 1
    /// Weight of half the sum of squares of B, in people, `0 ... 1000000`.
    public var l2: Float = 100
    /// Items that may explain an item, `1 ... 100000`.
    public var candidates = 500
    /// Most passes of coordinate descent per item, `1 ... 100000`.
    public var passes = 200
    /// The descent of an item ends when no weight moves further than this, `0 ... 1`.
    public var tolerance: Float = 1e-4

    public static let searchSpace: [SearchRange] = [
      SearchRange("l1", .real(0.1, 20, log: true)),
      SearchRange("l2", .real(1, 2000, log: true)),
    ]

    public init() {}

    public func validate() throws(ConfigurationFault) {
      try require("l1", l1, in: 0...1_000_000)
      try require("l2", l2, in: 0...1_000_000)
      try require("candidates", candidates, in: 1...100_000)
      try require("passes", passes, in: 1...100_000)
      try require("tolerance", tolerance, in: 0...1)
    }
  }

  public static let name = "slim"
  public static let summary = "SLIM: sparse, non-negative weights between items, by elastic nets."

  public let configuration: Configuration
  private let items: Int
  private let weights: ItemWeights

  public init(
    _ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder
  ) {
    self.configuration = configuration
    items = catalog.items
    weights = builder.scope("weights") {
      ItemWeights(catalog.items, perColumn: configuration.candidates, in: &$0)
    }
  }

  public func refusal(of catalog: CatalogShape) -> String? { catalog.refusalOfItemWeights }
  public var layout: CodeLayout { HistoryCode.layout(items) }

  /// Solves the columns side by side. O(Σ n_u² + M · moves · M) time, where a column takes some
  /// thousand moves; 4·M² bytes for G while it lasts.
  public func solve(
    _ histories: SparseRows, _ parameters: inout Parameters
  ) throws(NumericalFault) {
    let gram = CoOccurrence(histories).matrix()
    let net = ElasticNet(
      l1: configuration.l1, l2: configuration.l2, passes: configuration.passes,
      tolerance: configuration.tolerance)
    let norms = (0..<items).map { gram.scalars[$0 * items + $0].squareRoot() }
    var columns = [ItemWeights.Column](repeating: ([], []), count: items)
    columns.withUnsafeMutableBufferPointer { columns in
      gram.scalars.withUnsafeBufferPointer { gram in
        Parallel.forChunks(of: items, size: 16) { targets in
          var cosines = Tensor(shape: [1, items])
          var residual = [Float](repeating: 0, count: items)
          for j in targets {
            for i in 0..<items {
              let shared = i == j ? 0 : gram[j * items + i]
              cosines.scalars[i] = shared > 0 ? shared / norms[i] : -.infinity
            }
            let candidates = cosines.topK(configuration.candidates, row: 0).map(\.index)
            let values = residual.withUnsafeMutableBufferPointer {
              net.weights(of: gram, target: j, candidates: candidates, residual: $0)
            }
            columns[j] = (candidates, values)
          }
        }
      }
    }
    weights.store(columns, in: &parameters)
  }

  public func encode(_ batch: Batch, on graph: Graph) -> Encoding {
    HistoryCode.encode(batch, on: graph)
  }

  public func decode(_ code: Code, on graph: Graph) -> Variable {
    weights.scores(code, on: graph)
  }
}
