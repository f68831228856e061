import Evaluation
import Testing

@Suite struct FiguresTests {
  @Test func `numbers are written as people read them`() {
    #expect(Figures.fixed(-0.0123, 3) == "−0.012" && Figures.fixed(-0.0001, 3) == "0.000")
    #expect(Figures.signed(0.0123, 3) == "+0.012" && Figures.signed(0, 3) == "0.000")
    #expect(Figures.p(0.0004) == "p < 0.001" && Figures.p(0.0031) == "p = 0.0031")
    #expect(Figures.p(0.048) == "p = 0.048" && Figures.p(0.239) == "p = 0.24")
    #expect(Figures.grouped(6034) == "6,034" && Figures.grouped(17) == "17")
    #expect(Figures.short(95) == "95" && Figures.short(0.05) == "0.05")
    #expect(Figures.metric("ndcg@100") == "NDCG@100" && Figures.metric("recall@20") == "Recall@20")
  }

  @Test func `decimals resolve an interval`() {
    #expect(Figures.decimals(for: Interval(low: 0.008, high: 0.016)) == 4)
    #expect(Figures.decimals(for: Interval(low: 0.1, high: 0.2)) == 3)
    #expect(Figures.decimals(for: Interval(low: 1, high: 1)) == 4)
  }
}
