// ItemKNN: item-based collaborative filtering with cosine similarity. B. Sarwar, G. Karypis,
// J. Konstan, J. Riedl, "Item-Based Collaborative Filtering Recommendation Algorithms", WWW 2001;
// M. Deshpande, G. Karypis, "Item-Based Top-N Recommendation Algorithms", ACM TOIS 22, 2004; the
// shrinkage after R. Bell, Y. Koren, "Scalable Collaborative Filtering with Jointly Derived
// Neighborhood Interpolation Weights", ICDM 2007.
//
//   G[i,j] = Σ_u n_u^(−e) x[u,i] x[u,j]      n_u items of user u
//   s[i,j] = G[i,j] / ( G[i,i]^a G[j,j]^(1−a) + h ),  i ≠ j
//   score  = x S,  S with the k largest s[i,j] of every column j
//
// With e = 0, a = ½ and h = 0 this is the plain cosine.
public import Autodiff
public import Datasets
import Foundation
public import Tensors

/// Items are recommended for being alike to those of the history.
public struct ItemKNN: ClosedFormModel {
  public struct Configuration: ModelConfiguration {
    /// Neighbours k kept per item, `1 ... 10000`.
    public var neighbors = 100
    /// Shrinkage h of the similarity, `0 ... 1000000`, in people, each worth what `userDiscount`
    /// leaves of them: large, and items with few people are not trusted.
    public var shrink: Float = 0.2
    /// Exponent a of the history item's own count, `0 ... 1`; ½ is the cosine. The recommended
    /// item's has 1 − a: above ½ popular items are recommended more.
    public var asymmetry: Float = 0.7
    /// Exponent e by which people with long histories count less, `0 ... 2`.
    public var userDiscount: Float = 1

    public static let searchSpace: [SearchRange] = [
      SearchRange("neighbors", .integer(20, 1000, log: true)),
      SearchRange("shrink", .real(0.01, 1000, log: true)),
      SearchRange("asymmetry", .real(0.3, 0.9)),
      SearchRange("userDiscount", .real(0, 1.5)),
    ]

    public init() {}

    public func validate() throws(ConfigurationFault) {
      try require("neighbors", neighbors, in: 1...10_000)
      try require("shrink", shrink, in: 0...1_000_000)
      try require("asymmetry", asymmetry, in: 0...1)
      try require("userDiscount", userDiscount, in: 0...2)
    }
  }

  public static let name = "itemknn"
  public static let summary = "ItemKNN: items alike to those of the history, by shrunk cosine."

  public let configuration: Configuration
  private let items: Int
  private let weights: ItemWeights

  public init(
    _ configuration: Configuration, _ catalog: CatalogShape, in builder: inout ParameterBuilder
  ) {
    self.configuration = configuration
    items = catalog.items
    weights = builder.scope("neighbors") {
      ItemWeights(catalog.items, perColumn: configuration.neighbors, in: &$0)
    }
  }

  public func refusal(of catalog: CatalogShape) -> String? { catalog.refusalOfItemWeights }
  public var layout: CodeLayout { HistoryCode.layout(items) }

  /// Finds the neighbours of every item, a row of G at a time: M·k weights and M floats per thread,
  /// never M². O(Σ n_u² + M²).
  public func solve(
    _ histories: SparseRows, _ parameters: inout Parameters
  ) throws(NumericalFault) {
    let exponent = -Double(configuration.userDiscount)
    let counts = CoOccurrence(
      histories,
      rowWeights: (0..<histories.rows).map {
        Float(pow(Double(max(1, histories.count($0))), exponent))
      })
    let norms = counts.diagonal
    let own = norms.map { Float(pow(Double($0), Double(configuration.asymmetry))) }
    let other = norms.map { Float(pow(Double($0), 1 - Double(configuration.asymmetry))) }
    var columns = [ItemWeights.Column](repeating: ([], []), count: items)
    columns.withUnsafeMutableBufferPointer { columns in
      Parallel.forChunks(of: items, size: 32) { targets in
        var row = Tensor(shape: [1, items])
        for j in targets {
          row.scalars.withUnsafeMutableBufferPointer { row in
            row.update(repeating: 0)
            counts.add(row: j, through: items - 1, to: row)
            // What nobody shares is no neighbour.
            for i in 0..<items where row[i] == 0 || i == j { row[i] = -.infinity }
            for i in 0..<items where row[i] > 0 {
              row[i] /= own[i] * other[j] + configuration.shrink
            }
          }
          let nearest = row.topK(configuration.neighbors, row: 0)
          columns[j] = (nearest.map(\.index), nearest.map(\.score))
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
