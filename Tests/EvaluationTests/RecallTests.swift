import Evaluation
import Testing

@Suite struct RecallTests {
  @Test(arguments: [(1, 0.0), (2, 0.5), (3, 1.0 / 3), (4, 0.5), (5, 0.75), (6, 0.75), (50, 0.75)])
  func `hand-worked: the denominator is the smaller of cut-off and targets`(k: Int, value: Double) {
    #expect(agree(Recall(at: k).value(HandWorked.ranking), value))
  }

  @Test func `a miss is zero and a perfect ranking one`() {
    #expect(Recall(at: 3).value(HandWorked.missed) == 0)
    #expect(Recall(at: 3).value(HandWorked.perfect) == 1)
    #expect(Recall(at: 1).value(HandWorked.perfect) == 1)
    #expect(Recall(at: 20).name == "recall@20")
  }
}
