import Evaluation
import Testing

@Suite struct MetricSummaryTests {
  @Test func `the standard error is the population deviation over the root of the users`() {
    // Mean 2, squared deviations 1 + 0 + 1, population variance 2/3, error √(2/9).
    let summary = MetricSummary(name: "x", values: [1, 2, 3])
    #expect(summary.mean == 2 && summary.users == 3)
    #expect(agree(summary.standardError, (2.0 / 9).squareRoot()))
  }

  @Test func `equal values have no error, and nobody has neither mean nor error`() {
    #expect(MetricSummary(name: "x", values: [0.25, 0.25, 0.25]).standardError == 0)
    let empty = MetricSummary(name: "x", values: [])
    #expect(empty.mean == 0 && empty.standardError == 0 && empty.users == 0)
  }
}
