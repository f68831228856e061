import Evaluation
import Testing

@Suite struct ConceptAlignmentTests {
  /// Six items, three concepts; concept 1 is category 0, 2 is 1, 0 is 2.
  private let concepts: [[Double]] = [
    [0.1, 0.8, 0.1], [0.2, 0.7, 0.1], [0.1, 0.1, 0.8], [0, 0.2, 0.8], [0.9, 0.1, 0],
    [0.6, 0.2, 0.2],
  ]
  private let categories = [[0], [0], [1], [1], [2], [2]]

  @Test func `a relabelling of the categories has all three points and full information`() throws {
    #expect(ConceptAlignment.released(concepts, categories: categories, count: 3) == 3)
    let soft = ConceptAlignment.normalizedInformation(concepts, categories: categories, count: 3)
    #expect(abs(try #require(soft) - 1) < 1e-12)
  }

  @Test func `two categories in one concept lose the first point`() {
    var merged = concepts
    merged[2] = [0.1, 0.8, 0.1]
    merged[3] = [0.1, 0.8, 0.1]
    #expect(
      ConceptAlignment.released(merged, categories: categories, count: 3).map { $0 < 3 } == true)
  }

  @Test func `another number of categories has a soft score only`() {
    let two = [[0], [0], [1], [1], [1], [0]]
    #expect(ConceptAlignment.released(concepts, categories: two, count: 2) == nil)
    let soft = ConceptAlignment.normalizedInformation(concepts, categories: two, count: 2)
    #expect(soft.map { $0 > 0 && $0 < 1 } == true)
  }

  @Test func `categories that do not depend on the concept tell nothing`() throws {
    let even = [[0], [1], [0], [1], [0], [1]]
    let soft = ConceptAlignment.normalizedInformation(concepts, categories: even, count: 2)
    #expect(try #require(soft) < 1e-12)
    // An item in both categories is half in each.
    let both = [[Int]](repeating: [0, 1], count: 6)
    #expect(
      try #require(ConceptAlignment.normalizedInformation(concepts, categories: both, count: 2))
        < 1e-12)
    #expect(
      ConceptAlignment.normalizedInformation(
        concepts, categories: [[Int]](repeating: [], count: 6), count: 2) == nil)
  }
}
