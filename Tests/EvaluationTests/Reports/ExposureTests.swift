import Datasets
import Evaluation
import Tensors
import Testing

@Suite struct ExposureTests {
  /// Four items of popularity 3, 2, 1, 0; two users of whom the first has seen item 0. Lists are
  /// longer than the catalogue, so everything unseen is recommended.
  private let exposure: Exposure = {
    var exposure = Exposure(training: SparseRows(columns: 4, rows: [[0], [0, 1], [0, 1, 2]]))
    exposure.count(
      Tensor(shape: [2, 4], scalars: [4, 3, 2, -.infinity, 1, -.infinity, 2, -.infinity]),
      visible: SparseRows(columns: 4, rows: [[0], []]))
    return exposure
  }()

  @Test func `lists are counted without what is seen or ruled out`() {
    #expect(exposure.lists == [1, 1, 2, 0] && exposure.popularity == [3, 2, 1, 0])
    #expect(exposure.users == 2 && exposure.coverage == 0.75)
    // (3 + 2 + 1 + 1) / 4 places / 3 training users.
    #expect(agree(exposure.meanPopularity, 7.0 / 12))
  }

  @Test func `the long tail adds up from the most popular item`() {
    let tail = exposure.longTail(points: 4)
    #expect(tail.catalogue == [0, 0.25, 0.5, 0.75, 1])
    #expect(tail.recommended == [0, 0.25, 0.5, 1, 1])
    #expect(zip(tail.training, [0, 0.5, 5.0 / 6, 1, 1]).allSatisfy(agree))
    #expect(agree(exposure.tenths().recommended.reduce(0, +), 1))
  }

  @Test func `concepts are told apart by the attribute that differs most`() throws {
    func words(_ words: [String]) -> [AttributeValue] { words.map { .word($0) } }
    let catalog = Catalog(
      items: Vocabulary([ItemID("a"), ItemID("b"), ItemID("c")]),
      attributes: AttributeTable([
        AttributeColumn(
          name: "colour", kind: .categorical,
          rows: [words(["red"]), words(["blue"]), words(["red"])]),
        AttributeColumn(
          name: "genre", kind: .categorical,
          rows: [words(["Crime"]), words(["Crime"]), words(["Drama"])]),
      ]))
    let concepts = Tensor(shape: [3, 2], scalars: [1, 0, 1, 0, 0, 1])
    let shares = try #require(
      ModelFindings.ConceptShares(concepts, names: ["c0", "c1"], catalog))
    #expect(shares.attribute == "genre" && shares.values == ["Crime", "Drama"])
    #expect(shares.shares == [[1, 0], [0, 1]])
  }
}
