import Evaluation
import Testing

@Suite struct HitRateTests {
  @Test func `one hit is enough, wherever it stands above the cut-off`() {
    #expect(HitRate(at: 1).value(HandWorked.ranking) == 0)
    #expect(HitRate(at: 2).value(HandWorked.ranking) == 1)
    #expect(HitRate(at: 50).value(HandWorked.ranking) == 1)
    #expect(HitRate(at: 50).value(HandWorked.missed) == 0)
  }
}
