// EASE^R: H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019
// (https://arxiv.org/abs/1905.03375), equations 2, 6 and 8.
//
//   min_B ‖X − XB‖² + λ‖B‖²  subject to  diag(B) = 0
//   P = (XᵀX + λI)⁻¹;   B[i,j] = −P[i,j] / P[j,j],  B[j,j] = 0;   score = x B
//
// The inverse is made in `Float` in the memory of B, which is all there is of size M².
public import Autodiff
public import Datasets
public import Tensors

/// The linear auto-encoder with an empty diagonal, in closed form.
public struct EASE: ClosedFormModel {
  public struct Configuration: ModelConfiguration {
    /// Ridge λ on the weights, in people, `0.001 ... 1000000`.
    public var lambda: Float = 500

    public static let searchSpace: [SearchRange] = [
      SearchRange("lambda", .real(10, 10_000, log: true))
    ]

    public init() {}

    public func validate() throws(ConfigurationFault) {
      try require("lambda", lambda, in: 0.001...1_000_000)
    }
  }

  public static let name = "ease"
  public static let summary = "EASE: linear weights between all items, in closed form."

  public let configuration: Configuration
  private let items: Int
  private let weights: Parameter

  public init(
    _ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder
  ) {
    self.configuration = configuration
    items = catalog.items
    weights = builder.declare("weights", [items, items], .zeros)
  }

  public var layout: CodeLayout { HistoryCode.layout(items) }

  /// Solves for B. O(Σ n_u² + M³) time; 4·M² bytes and a panel of 4·1024·M.
  public func solve(
    _ histories: SparseRows, _ parameters: inout Parameters
  ) throws(NumericalFault) {
    try parameters.update(weights) { (b: inout Tensor) throws(NumericalFault) in
      CoOccurrence(histories).writeLowerTriangle(into: &b)
      for i in 0..<items { b.scalars[i * items + i] += configuration.lambda }
      guard b.invertPositiveDefinite() else {
        throw .notPositiveDefinite("the Gram matrix of \(items) items plus λ")
      }
      Self.divideByDiagonal(&b)
    }
  }

  public func encode(_ batch: Batch, on graph: Graph) -> Encoding {
    HistoryCode.encode(batch, on: graph)
  }

  /// Sums of rows of B. O(history · M) per user.
  public func decode(_ code: Code, on graph: Graph) -> Variable {
    let rows = HistoryCode.rows(code)
    let entries = Tensor(shape: [rows.entries, 1], scalars: rows.values ?? [])
    return graph.constant(rows.bags(weights: entries, of: graph(weights).value))
  }

  /// The lower triangle of P becomes the whole of B, tile by tile so that both halves of the matrix
  /// are met in long enough pieces.
  private static func divideByDiagonal(_ matrix: inout Tensor) {
    let m = matrix.columns
    let negated = (0..<m).map { -1 / matrix.scalars[$0 * m + $0] }
    let tile = 64
    matrix.scalars.withUnsafeMutableBufferPointer { b in
      Parallel.forChunks(of: m, size: tile) { rows in
        for start in stride(from: 0, to: rows.upperBound, by: tile) {
          for i in rows {
            for j in start..<max(start, min(start + tile, i)) {
              let p = b[i * m + j]
              b[i * m + j] = p * negated[j]
              b[j * m + i] = p * negated[i]
            }
          }
        }
        for i in rows { b[i * m + i] = 0 }
      }
    }
  }
}
