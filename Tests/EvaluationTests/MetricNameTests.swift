import Evaluation
import Testing

/// Metrics by the names that people write.
@Suite struct MetricNameTests {
  @Test func `every word names the metric that calls itself so`() throws {
    for word in MetricName.words {
      #expect(try MetricName.metric("\(word)@20").name == "\(word)@20")
    }
    #expect(try MetricName.metric("NDCG@100").name == "ndcg@100")
  }

  @Test(arguments: ["ndcg", "ndgc@10", "ndcg@0", "ndcg@x", "ndcg@5@6", "", "@5", "ndcg@100001"])
  func `what is none is refused`(_ name: String) {
    #expect(throws: EvaluationFault.self) { try MetricName.metric(name) }
  }
}
