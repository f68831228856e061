// iALS: Y. Hu, Y. Koren, C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets",
// ICDM 2008, with the objective and the regularisation of S. Rendle, W. Krichene, L. Zhang,
// Y. Koren, "Revisiting the Performance of iALS on Item Recommendation Benchmarks", RecSys 2022
// (https://arxiv.org/abs/2110.14037).
//
//   L = Σ_(u,i)∈S (⟨w_u, h_i⟩ − 1)² + α0 Σ_u Σ_i ⟨w_u, h_i⟩²
//         + λ ( Σ_u #_u^ν ‖w_u‖² + Σ_i #_i^ν ‖h_i‖² ),   #_u = n_u + α0 M,   #_i = n_i + α0 N
//   w_u = ( Σ_i∈u h_i h_iᵀ + α0 HᵀH + λ #_u^ν I )⁻¹ Σ_i∈u h_i;   items alike
//
// Training solves all users, then all items, so many sweeps long. A history becomes a taste by the
// same user step with the items fixed; users themselves are not kept. Items start from normals cut
// at two deviations, where the paper does not cut them.
public import Autodiff
public import Datasets
import Foundation
public import Tensors

/// Matrix factorisation for implicit feedback by alternating least squares.
public struct IALS: ClosedFormModel {
  public struct Configuration: ModelConfiguration {
    /// Width d of tastes and items, `1 ... 8192`.
    public var width = 64
    /// Regularisation λ, `0.000001 ... 1000`.
    public var lambda: Float = 0.005
    /// Weight α0 of all pairs of a person and an item, `0 ... 100`.
    public var unobserved: Float = 0.3
    /// Exponent ν by which frequent people and items are regularised more, `0 ... 2`.
    public var frequency: Float = 1
    /// Sweeps over users and items, `1 ... 10000`.
    public var sweeps = 16
    /// Length σ* of an item vector at the start, roughly, `0.000001 ... 100`.
    public var deviation: Float = 0.1

    public static let searchSpace: [SearchRange] = [
      SearchRange("width", .integer(32, 256, log: true)),
      SearchRange("lambda", .real(0.0003, 0.1, log: true)),
      SearchRange("unobserved", .real(0.003, 1, log: true)),
    ]

    public init() {}

    public func validate() throws(ConfigurationFault) {
      try require("width", width, in: 1...8192)
      try require("lambda", lambda, in: 0.000001...1000)
      try require("unobserved", unobserved, in: 0...100)
      try require("frequency", frequency, in: 0...2)
      try require("sweeps", sweeps, in: 1...10_000)
      try require("deviation", deviation, in: 0.000001...100)
    }
  }

  public static let name = "ials"
  public static let summary = "iALS: tastes and items as vectors, by alternating least squares."

  public let configuration: Configuration
  private let count: Int
  private let items: Parameter

  public init(
    _ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder
  ) {
    self.configuration = configuration
    count = catalog.items
    items = builder.declare(
      "items", [catalog.items, configuration.width],
      .truncatedNormal(configuration.deviation / Float(configuration.width).squareRoot()))
  }

  public var layout: CodeLayout {
    CodeLayout([
      CodeBlock(
        "taste", alias: "z", shape: [configuration.width], kind: .real, unit: "score",
        summary: "A person's taste, a vector without names.")
    ])
  }

  /// Sweeps from the item vectors as they stand. O(sweeps · (d² entries + d³ (N + M))).
  public func solve(
    _ histories: SparseRows, _ parameters: inout Parameters
  ) throws(NumericalFault) {
    let people = histories.transposed()
    var table = parameters[items]
    for sweep in 0..<configuration.sweeps {
      guard
        let users = step(histories, table, gram: gram(table)),
        let next = step(people, users, gram: gram(users))
      else { throw .notPositiveDefinite("a normal equation of sweep \(sweep + 1)") }
      table = next
    }
    guard table.isFinite else {
      throw .notFinite(tensor: "items", step: configuration.sweeps)
    }
    parameters[items] = table
  }

  /// The step of one side with the other fixed: rows of people over a table of items, or the other
  /// way round.
  private func step(_ rows: SparseRows, _ table: Tensor, gram: Tensor) -> Tensor? {
    let all = Double(configuration.unobserved) * Double(rows.columns)
    let ridge = (0..<rows.rows).map { r in
      configuration.lambda
        * Float(pow(Double(rows.count(r)) + all, Double(configuration.frequency)))
    }
    return rows.ridgeSolutions(of: table, base: gram, ridge: ridge)
  }

  /// α0 HᵀH, which stands for all pairs at once.
  private func gram(_ table: Tensor) -> Tensor {
    table.product(table, transposingSelf: true, scale: configuration.unobserved)
  }

  /// The user step. A matrix that is not positive definite, which λ > 0 leaves to rounding alone,
  /// gives a taste that is not a number, so that no list comes of it.
  public func encode(_ batch: Batch, on graph: Graph) -> Encoding {
    let base = graph.derived("ials/gram") { graph.constant(gram(graph(items).value)) }
    var code = Code()
    code["taste"] = graph.constant(
      step(batch.histories, graph(items).value, gram: base.value)
        ?? Tensor(shape: [batch.count, configuration.width], repeating: .nan))
    return Encoding(code)
  }

  public func decode(_ code: Code, on graph: Graph) -> Variable {
    code["taste"].product(transposed: graph(items))
  }

  /// Item vectors scaled to unit length.
  public func itemVectors(on graph: Graph) -> Tensor? {
    graph.derived("ials/units") { graph(items).normalizedRows() }.value
  }
}
