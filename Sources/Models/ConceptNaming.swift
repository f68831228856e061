public import Datasets
public import Tensors

/// What a concept is, in words that a person can check against its items.
public struct ConceptDescription: Sendable, Codable, Equatable {
  /// Position of the concept.
  public var index: Int
  /// Its name, distinct within the model; `nil` when no attribute stands out.
  public var name: String?
  /// Attribute values that stand out, strongest first.
  public var traits: [Trait]
  /// Items whose strongest concept this is.
  public var items: Int
  /// Share of the catalogue's weight, `Σ_i c[i,k] / M`.
  public var share: Double

  /// An attribute value that the concept's items have more often than the catalogue.
  public struct Trait: Sendable, Codable, Equatable {
    public var attribute: String
    public var value: String
    /// Share of the concept's weight on items that have it.
    public var coverage: Double
    /// That share over the catalogue's.
    public var lift: Double
  }
}

/// Names concepts by what sets their items apart.
///
/// For every value `a` of a categorical attribute, `P(a|k) = Σ_i c[i,k] 1[a ∈ i] / Σ_i c[i,k]` is
/// compared with the catalogue's `P(a)`; values are ordered by `P(a|k) ln(P(a|k) / P(a))`, their
/// part in the divergence of the concept from the catalogue, which wants a value to be both
/// distinctive and common. Popularity plays no part: every item counts once. Names go to the
/// strongest claims first; a concept whose best value is taken is told apart by its next one.
public struct ConceptNaming {
  /// Least lift of a trait, and least number of items that must have it.
  public static let leastLift = 1.2
  public static let leastItems = 5

  /// Describes every concept. `concepts` is `[M, K]` with rows on the simplex. O(M·K·values).
  public static func describe(_ concepts: Tensor, _ catalog: Catalog) -> [ConceptDescription] {
    let k = concepts.columns
    let claims = (0..<k).map { traits(of: $0, concepts, catalog) }
    var descriptions = (0..<k).map { index in
      ConceptDescription(
        index: index, name: nil, traits: Array(claims[index].prefix(5).map(\.trait)),
        items: (0..<concepts.rows).count { strongest(concepts, $0) == index },
        share: (0..<concepts.rows).reduce(0.0) { $0 + Double(concepts.scalars[$1 * k + index]) }
          / Double(max(1, concepts.rows)))
    }
    let order = (0..<k).sorted {
      (claims[$0].first?.weight ?? 0, $1) > (claims[$1].first?.weight ?? 0, $0)
    }
    var taken: Set<String> = []
    for index in order where !claims[index].isEmpty {
      let values = claims[index].map(\.trait.value)
      var candidates = [values[0]]
      candidates += values.dropFirst().map { "\(values[0]) · \($0)" }
      candidates.append("\(values[0]) (c\(index))")
      let name = candidates.first { !taken.contains($0.lowercased()) }
      descriptions[index].name = name
      if let name { taken.insert(name.lowercased()) }
    }
    return descriptions
  }

  /// Strongest concept of an item; the lower index wins ties.
  public static func strongest(_ concepts: Tensor, _ item: Int) -> Int {
    let k = concepts.columns
    return (0..<k).max {
      (concepts.scalars[item * k + $0], $1) < (concepts.scalars[item * k + $1], $0)
    } ?? 0
  }

  private static func traits(
    of index: Int, _ concepts: Tensor, _ catalog: Catalog
  ) -> [(trait: ConceptDescription.Trait, weight: Double)] {
    let k = concepts.columns
    let total = (0..<concepts.rows).reduce(0.0) { $0 + Double(concepts.scalars[$1 * k + index]) }
    guard total > 0 else { return [] }
    var found: [(trait: ConceptDescription.Trait, weight: Double)] = []
    for column in catalog.attributes.columns where column.kind == .categorical {
      var sums: [AttributeValue: (mass: Double, items: Int)] = [:]
      for item in 0..<concepts.rows {
        for value in Set(column.row(item)) {
          let old = sums[value] ?? (0, 0)
          sums[value] = (old.mass + Double(concepts.scalars[item * k + index]), old.items + 1)
        }
      }
      for (value, sum) in sums where sum.items >= leastItems {
        let coverage = sum.mass / total
        let lift = coverage / (Double(sum.items) / Double(concepts.rows))
        guard lift >= leastLift else { continue }
        let trait = ConceptDescription.Trait(
          attribute: column.name, value: value.text, coverage: coverage, lift: lift)
        found.append((trait, coverage * Self.log(lift)))
      }
    }
    return found.sorted {
      ($0.weight, $1.trait.attribute, $1.trait.value) > (
        $1.weight, $0.trait.attribute, $0.trait.value
      )
    }
  }

  private static func log(_ x: Double) -> Double { Double(Scalar.log(Float(x))) }
}
