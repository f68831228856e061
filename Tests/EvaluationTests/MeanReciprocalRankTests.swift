import Evaluation
import Testing

@Suite struct MeanReciprocalRankTests {
  @Test func `the first hit counts, and only above the cut-off`() {
    #expect(MeanReciprocalRank(at: 1).value(HandWorked.ranking) == 0)
    #expect(MeanReciprocalRank(at: 2).value(HandWorked.ranking) == 0.5)
    #expect(MeanReciprocalRank(at: 6).value(HandWorked.ranking) == 0.5)
    #expect(MeanReciprocalRank(at: 6).value(HandWorked.missed) == 0)
    #expect(MeanReciprocalRank(at: 6).value(HandWorked.perfect) == 1)
  }
}
