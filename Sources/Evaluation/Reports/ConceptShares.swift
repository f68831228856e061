public import Datasets
public import Tensors

extension ModelFindings.ConceptShares {
  /// Values shown at most; a wider picture cannot be read.
  private static let mostValues = 24

  /// P(a|k) = Σ_i c[i,k] 1[a ∈ i] / Σ_i c[i,k] for every concept k and the most frequent values a of
  /// the categorical attribute that tells concepts apart best: the one with the largest spread
  /// max_k P(a|k) − min_k P(a|k), averaged over its values. `nil` without a categorical attribute of
  /// 2 values or more. `concepts` is `[M, K]`. O(M·K·values).
  public init?(_ concepts: Tensor, names: [String], _ catalog: Catalog) {
    let candidates = catalog.attributes.columns.filter { $0.kind == .categorical }
      .compactMap { Self.shares(concepts, $0) }.filter { $0.values.count > 1 }
    func spread(_ found: (attribute: String, values: [String], shares: [[Double]])) -> Double {
      let spreads = found.values.indices.map { v in
        let column = found.shares.map { $0[v] }
        return (column.max() ?? 0) - (column.min() ?? 0)
      }
      return spreads.reduce(0, +) / Double(spreads.count)
    }
    guard let best = candidates.max(by: { spread($0) < spread($1) }) else { return nil }
    self.init(
      attribute: best.attribute, concepts: names, values: best.values, shares: best.shares)
  }

  private static func shares(
    _ concepts: Tensor, _ column: AttributeColumn
  ) -> (attribute: String, values: [String], shares: [[Double]])? {
    var items: [String: Int] = [:]
    let sets = (0..<column.rows).map { Set(column.row($0).map(\.text)) }
    for set in sets { for value in set { items[value, default: 0] += 1 } }
    // The most frequent values, then by name, so that equal data give an equal picture.
    let values = items.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .prefix(mostValues).map(\.key)
    guard !values.isEmpty else { return nil }
    let k = concepts.columns
    let shares = (0..<k).map { concept -> [Double] in
      var total = 0.0
      var sums = [Double](repeating: 0, count: values.count)
      for item in 0..<concepts.rows {
        let weight = Double(concepts.scalars[item * k + concept])
        total += weight
        for (v, value) in values.enumerated() where sets[item].contains(value) {
          sums[v] += weight
        }
      }
      return sums.map { total > 0 ? $0 / total : 0 }
    }
    return (column.name, values, shares)
  }
}
