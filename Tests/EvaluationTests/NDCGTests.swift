import Evaluation
import Testing

@Suite struct NDCGTests {
  // 1 / log₂(r + 1) for r = 1 … 5.
  private let d = [1, 0.6309297535714575, 0.5, 0.43067655807339306, 0.38685280723454163]

  @Test func `hand-worked at cut-offs below and above the number of targets`() {
    #expect(agree(NDCG(at: 1).value(HandWorked.ranking), 0))
    #expect(agree(NDCG(at: 2).value(HandWorked.ranking), d[1] / (d[0] + d[1])))
    #expect(
      agree(
        NDCG(at: 5).value(HandWorked.ranking),
        (d[1] + d[3] + d[4]) / (d[0] + d[1] + d[2] + d[3])))
  }

  @Test func `a cut-off beyond the ranking changes nothing`() {
    #expect(NDCG(at: 1000).value(HandWorked.ranking) == NDCG(at: 6).value(HandWorked.ranking))
  }

  @Test func `a miss is zero and a perfect ranking one`() {
    #expect(NDCG(at: 3).value(HandWorked.missed) == 0)
    #expect(NDCG(at: 3).value(HandWorked.perfect) == 1)
    #expect(NDCG(at: 100).name == "ndcg@100")
  }
}
