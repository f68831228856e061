import Testing

@testable import Evaluation

/// Numbers from `scipy.stats.pearsonr` and `spearmanr`.
@Suite struct CorrelationTests {
  private let x = [1.0, 2, 3, 4, 5, 6]
  private let y = [2.0, 1, 4, 3, 7, 50]

  @Test func `SciPy gives the same`() throws {
    #expect(abs(try #require(Correlation.pearson(x, y)) - 0.7178929656733025) < 1e-12)
    #expect(abs(try #require(Correlation.spearman(x, y)) - 0.8857142857142858) < 1e-12)
    let tied = [1.0, 1, 2, 2, 2, 9]
    #expect(abs(try #require(Correlation.spearman(x, tied)) - 0.9258200997725515) < 1e-12)
  }

  @Test func `a line is one, a falling line minus one`() {
    #expect(Correlation.pearson(x, x.map { 3 * $0 - 1 }) == 1)
    #expect(Correlation.spearman(x, x.map { -$0 * $0 }) == -1)
  }

  @Test func `what does not vary has none`() {
    #expect(Correlation.pearson(x, x.map { _ in 2 }) == nil)
    #expect(Correlation.spearman([1], [1]) == nil && Correlation.pearson([], []) == nil)
  }
}
