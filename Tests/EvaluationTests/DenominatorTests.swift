import Evaluation
import Testing

/// The metrics that differ from others in the denominator alone, on the shared ranking: hits at
/// ranks 2, 4 and 5, four targets.
@Suite struct DenominatorTests {
  // 1 / log₂(r + 1) for r = 1 … 5.
  private let d = [1, 0.6309297535714575, 0.5, 0.43067655807339306, 0.38685280723454163]

  @Test func `full NDCG divides by the gain of all targets`() {
    let ideal = d[0] + d[1] + d[2] + d[3]
    #expect(agree(NDCGFull(at: 2).value(HandWorked.ranking), d[1] / ideal))
    #expect(agree(NDCGFull(at: 5).value(HandWorked.ranking), (d[1] + d[3] + d[4]) / ideal))
    #expect(
      NDCGFull(at: 5).value(HandWorked.ranking) == NDCG(at: 5).value(HandWorked.ranking))
    #expect(NDCGFull(at: 2).value(HandWorked.missed) == 0)
    #expect(NDCGFull(at: 2).name == "ndcg-full@2")
  }

  @Test func `plain recall divides by the number of targets`() {
    #expect(RecallPlain(at: 2).value(HandWorked.ranking) == 0.25)
    #expect(Recall(at: 2).value(HandWorked.ranking) == 0.5)
    #expect(RecallPlain(at: 100).value(HandWorked.ranking) == 0.75)
  }

  @Test func `plain average precision divides by the number of targets`() {
    // Precision at the hits: 1/2, 2/4, 3/5.
    #expect(agree(MeanAveragePrecisionPlain(at: 2).value(HandWorked.ranking), 0.5 / 4))
    #expect(agree(MeanAveragePrecision(at: 2).value(HandWorked.ranking), 0.5 / 2))
    #expect(agree(MeanAveragePrecisionPlain(at: 5).value(HandWorked.ranking), 1.6 / 4))
  }
}
