import Foundation

/// Whether the concepts of items are their categories.
///
/// **Released** (code of Ma et al., 2019; as many concepts as categories): the unit vectors of the
/// items of a category are summed to its centre, and prototypes are compared with centres by cosine.
/// One point when every category has another nearest prototype, one when every prototype has another
/// nearest category, and a third when the two matchings agree. The authors plot runs that have 3.
///
/// **Soft**, for any number of concepts: the normalised mutual information between an item's
/// strongest concept and its category,
///
///     NMI = 2 · I(concept; category) / ( H(concept) + H(category) ),
///
/// an item with several categories counting in each by an equal part. 0 is chance, 1 a relabelling.
public enum ConceptAlignment {
  /// Points of the released score, `0 ... 3`. `concepts` is `[M][K]`, how much items belong to
  /// concepts; `categories` lists an item's categories, `0 ..< K`. The nearest prototype of a
  /// category is the concept with the greatest mean share in it, which is what is left when
  /// prototypes are not at hand: c[i,k] grows with the cosine of item and prototype.
  /// `nil` when there are not as many categories as concepts.
  public static func released(
    _ concepts: [[Double]], categories: [[Int]], count: Int
  ) -> Int? {
    guard let k = concepts.first?.count, k == count, k > 0 else { return nil }
    var similarity = [[Double]](repeating: [Double](repeating: 0, count: k), count: count)
    var items = [Double](repeating: 0, count: count)
    for (item, own) in categories.enumerated() {
      for category in own {
        items[category] += 1
        for concept in 0..<k { similarity[category][concept] += concepts[item][concept] }
      }
    }
    for category in 0..<count where items[category] > 0 {
      for concept in 0..<k { similarity[category][concept] /= items[category] }
    }
    let byCategory = (0..<count).map { c in argmax(similarity[c]) }
    let byConcept = (0..<k).map { concept in argmax(similarity.map { $0[concept] }) }
    var points = 0
    if Set(byCategory).count == count { points += 1 }
    if Set(byConcept).count == k { points += 1 }
    if points == 2, byCategory.enumerated().allSatisfy({ byConcept[$1] == $0 }) { points += 1 }
    return points
  }

  /// The normalised mutual information; `nil` when no item has a category or all are alike on both
  /// sides. O(M·K).
  public static func normalizedInformation(
    _ concepts: [[Double]], categories: [[Int]], count: Int
  ) -> Double? {
    guard let k = concepts.first?.count, count > 0 else { return nil }
    var joint = [[Double]](repeating: [Double](repeating: 0, count: count), count: k)
    var total = 0.0
    for (row, own) in zip(concepts, categories) where !own.isEmpty {
      let concept = argmax(row)
      for category in own { joint[concept][category] += 1 / Double(own.count) }
      total += 1
    }
    guard total > 0 else { return nil }
    let left = joint.map { $0.reduce(0, +) / total }
    let right = (0..<count).map { c in joint.reduce(0) { $0 + $1[c] } / total }
    func entropy(_ shares: [Double]) -> Double {
      shares.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
    }
    let both = entropy(joint.flatMap { $0.map { $0 / total } })
    let (a, b) = (entropy(left), entropy(right))
    return a + b > 1e-12 ? max(0, 2 * (a + b - both) / (a + b)) : nil
  }

  /// Place of the largest; the first wins ties.
  private static func argmax(_ row: [Double]) -> Int {
    row.indices.max { (row[$0], $1) < (row[$1], $0) } ?? 0
  }
}
