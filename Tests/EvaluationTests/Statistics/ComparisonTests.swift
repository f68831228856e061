import Datasets
import Foundation
import Tensors
import Testing

@testable import Evaluation

@Suite struct ComparisonTests {
  /// 200 users; `lift` is added to half of the noise that models share.
  private func result(_ lift: Double, seed: UInt64, users: Int = 200) -> EvaluationResult {
    let shared = RandomKey(seed: 1)
    let own = RandomKey(seed: seed)
    let values = (0..<users).map {
      Double(shared.uniform(at: $0)) * 0.5 + Double(own.uniform(at: $0)) * 0.1 + lift
    }
    return EvaluationResult(
      metrics: ["ndcg@100", "recall@20"], users: (0..<users).map { UserID("u\($0)") },
      values: [values, values.map { $0 / 2 }], usersWithoutTargets: 0)
  }

  private let settings = ComparisonSettings(seed: 1, rounds: 500)

  private func compare(
    _ lifts: [(String, Double)], against reference: Comparison.Reference
  ) throws -> Comparison {
    try Comparison(
      lifts.enumerated().map { ($1.0, result($1.1, seed: UInt64($0 + 2))) }, against: reference,
      settings: settings)
  }

  @Test func `a clear win, a clear loss and an open question are told in words`() throws {
    let comparison = try compare(
      [("ease@1", 0.15), ("macridvae@2", 0.3), ("popularity@1", 0), ("ease@2", 0.15)],
      against: .model("ease@1"))
    let sentences = comparison.verdicts.map(\.sentence)
    #expect(comparison.pairs.count == 6 && sentences.count == 6)
    #expect(
      comparison.pairs.prefix(3).map(\.finding) == [.better, .worse, .notDistinguishable])
    #expect(sentences[0].hasPrefix("macridvae@2 beats ease@1 by 0.1"))
    #expect(
      sentences[0].hasSuffix("NDCG@100, \(interval(sentences[0])), Holm p < 0.001, 200 users"))
    // Whoever is better comes first, and the interval is on its side.
    #expect(sentences[1].hasPrefix("ease@1 beats popularity@1 by 0.1"))
    #expect(interval(sentences[1]).hasPrefix("95 % CI 0.1"))
    #expect(sentences[2].hasPrefix("ease@2 and ease@1 are not distinguishable in NDCG@100:"))
    #expect(sentences[2].hasSuffix("would have been found four times in five"))
    #expect(sentences[3].contains("Recall@20"))
  }

  private func interval(_ sentence: String) -> String {
    sentence.components(separatedBy: ", ").first { $0.hasPrefix("95 % CI") } ?? ""
  }

  @Test func `against the best, the best is the subject`() throws {
    let comparison = try compare([("a", 0), ("b", 0.2), ("c", 0.1)], against: .best)
    #expect(comparison.pairs.map { "\($0.a) \($0.b)" } == ["b a", "b c", "b a", "b c"])
    #expect(comparison.pairs.allSatisfy { $0.finding == .better })
  }

  @Test func `equal values are called the same`() throws {
    let comparison = try Comparison(
      [("a", result(0, seed: 2)), ("b", result(0, seed: 2))], against: .model("a"),
      settings: settings)
    #expect(comparison.pairs[0].finding == .identical && comparison.pairs[0].adjusted == 1)
    #expect(
      comparison.verdicts[0].sentence
        == "b and a have the same NDCG@100 for every one of 200 users")
  }

  @Test func `of a metric where less is better, less wins`() throws {
    let comparison = try Comparison(
      [("a", result(0.1, seed: 2)), ("b", result(0, seed: 3))], against: .model("a"),
      settings: settings, lowerIsBetter: ["ndcg@100"])
    #expect(comparison.pairs.map(\.finding) == [.better, .worse])
    #expect(comparison.verdicts[0].sentence.hasPrefix("b beats a by 0."))
    #expect(comparison.verdicts[0].sentence.contains("NDCG@100 less, 95 % CI 0."))
  }

  @Test func `Holm goes over all comparisons shown`() throws {
    let comparison = try compare([("a", 0), ("b", 0.004), ("c", 0.1)], against: .model("a"))
    let raw = comparison.pairs.map(\.tTest.p)
    #expect(comparison.pairs.map(\.adjusted) == HolmCorrection.adjusted(raw) && raw.count == 4)
  }

  @Test func `a further model moves nobody's draws`() throws {
    let two = try compare([("a", 0), ("b", 0.004)], against: .model("a"))
    let three = try compare([("a", 0), ("b", 0.004), ("c", 0.1)], against: .model("a"))
    #expect(two.pairs[0].interval == three.pairs[0].interval)
    #expect(two.pairs[0].randomization == three.pairs[0].randomization)
  }

  @Test func `what cannot be compared is refused`() {
    func fault(
      _ results: [(title: String, result: EvaluationResult)], _ base: String
    ) -> String {
      do {
        _ = try Comparison(results, against: .model(base), settings: settings)
        return ""
      } catch {
        return "\(error)"
      }
    }
    let a = result(0, seed: 2)
    #expect(fault([("a", a)], "a") == "a comparison takes two models or more, not 1")
    #expect(fault([("a", a), ("a", a)], "a") == "a is there twice")
    #expect(fault([("a", a), ("b", a)], "c") == "the baseline c is not among the models: a, b")
    #expect(
      fault([("a", a), ("b", result(0, seed: 2, users: 100))], "a")
        == "a and b were not measured on the same users by the same metrics")
    let nobody = result(0, seed: 2, users: 0)
    #expect(
      fault([("a", nobody), ("b", nobody)], "a").hasPrefix("no held-out user has hidden items"))
  }
}
