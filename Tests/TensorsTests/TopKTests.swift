import Tensors
import Testing

/// Selection against a sort, and the corners of the order.
@Suite struct TopKTests {
  /// The plain version: sort everything, take the first.
  private func reference(_ k: Int, of scores: [Float]) -> [Ranked] {
    let open = scores.indices.filter { scores[$0] > -.infinity }
    let order = open.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    return order.prefix(k).map { Ranked(index: Int32($0), score: scores[$0]) }
  }

  @Test(arguments: [0, 1, 2, 7, 100, 999, 1000, 1500])
  func `selection equals the head of a full sort`(k: Int) {
    let key = RandomKey(seed: 1).child(k)
    let scores = (0..<1000).map { key.uniform(at: $0) - 0.5 }
    #expect(topK(k, of: scores.span) == reference(k, of: scores))
  }

  @Test(arguments: 0..<20)
  func `with many equal scores the lower index comes first`(seed: UInt64) {
    let key = RandomKey(seed: seed)
    let scores = (0..<300).map { Float(Int(key.uniform(at: $0) * 5)) - 2 }
    #expect(topK(40, of: scores.span) == reference(40, of: scores))
  }

  @Test func `the order is hand-worked on a short row`() {
    let scores: [Float] = [1, 3, -.infinity, 3, -0.0, 0, .infinity, -7]
    #expect(topK(8, of: scores.span).map(\.index) == [6, 1, 3, 0, 4, 5, 7])
    #expect(topK(3, of: scores.span).map(\.score) == [.infinity, 3, 3])
  }

  @Test func `negative and positive zero tie`() {
    let scores: [Float] = [0, -0.0, 0]
    #expect(topK(2, of: scores.span).map(\.index) == [0, 1])
  }

  @Test func `ascending scores, the worst case, are selected too`() {
    let scores = (0..<5000).map { Float($0) }
    #expect(topK(3, of: scores.span).map(\.index) == [4999, 4998, 4997])
  }

  @Test func `a row that is masked whole has no places`() {
    let scores = [Float](repeating: -.infinity, count: 9)
    #expect(topK(3, of: scores.span).isEmpty)
    #expect(topK(3, of: [Float]().span).isEmpty)
  }

  @Test func `a row of a tensor is ranked by its own columns`() {
    let tensor = Tensor(shape: [2, 3], scalars: [9, 8, 7, 1, 2, 3])
    #expect(tensor.topK(2, row: 1) == [Ranked(index: 2, score: 3), Ranked(index: 1, score: 2)])
  }

  @Test func `a score that is not a number traps, even below the places taken`() async {
    await #expect(processExitsWith: .failure) {
      let scores: [Float] = [5, 4, .nan]
      _ = topK(1, of: scores.span)
    }
  }
}
