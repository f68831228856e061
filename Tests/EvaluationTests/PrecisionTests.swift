import Evaluation
import Testing

@Suite struct PrecisionTests {
  @Test(arguments: [(1, 0.0), (2, 0.5), (3, 1.0 / 3), (4, 0.5), (5, 0.6), (6, 0.5), (50, 0.06)])
  func `hand-worked: the denominator is the cut-off`(k: Int, value: Double) {
    #expect(agree(Precision(at: k).value(HandWorked.ranking), value))
  }
}
