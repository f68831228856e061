import Evaluation
import Testing

@Suite struct MeanAveragePrecisionTests {
  @Test func `hand-worked: precision at each hit over the targets there is room for`() {
    let map = { (k: Int) in MeanAveragePrecision(at: k).value(HandWorked.ranking) }
    #expect(agree(map(1), 0))
    #expect(agree(map(2), (1.0 / 2) / 2))
    #expect(agree(map(4), (1.0 / 2 + 2.0 / 4) / 4))
    #expect(agree(map(6), (1.0 / 2 + 2.0 / 4 + 3.0 / 5) / 4))
  }

  @Test func `a perfect ranking is one`() {
    #expect(MeanAveragePrecision(at: 3).value(HandWorked.perfect) == 1)
    #expect(MeanAveragePrecision(at: 3).value(HandWorked.missed) == 0)
  }
}
