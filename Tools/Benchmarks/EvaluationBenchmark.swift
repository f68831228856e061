// The cost of measuring 10 000 held-out users at M = 20 108, the scores given: masking, the 100
// best, metrics. The limit is one pass over the scores, which the same run measures as a sum.
import Datasets
import Evaluation
import Foundation
import Tensors

enum EvaluationBenchmark {
  static func run(users: Int) throws {
    let shape = PowerLawWorld.Shape.movieLens20M
    let rows = PowerLawWorld(shape, key: RandomKey(seed: 1)).histories.selecting(0..<users)
    let hidden = SparseRows(
      columns: shape.items, rows: (0..<users).map { Array(rows.row($0).prefix(rows.count($0) / 5)) }
    )
    let visible = SparseRows(
      columns: shape.items,
      rows: (0..<users).map { Array(rows.row($0).dropFirst(rows.count($0) / 5)) })
    let held = FoldIn(
      users: (0..<users).map { UserID("u\($0)") }, visible: visible, hidden: hidden)
    // One block of scores serves every batch: making them is not what is measured.
    let scores = RandomNormals.tensor([500, shape.items], RandomKey(seed: 2))
    print(Machine.line())
    var medians: [Double] = []
    let pass = Machine.seconds { _ = scores.sum }
    for (name, metrics) in [
      ("NDCG@100", [NDCG(at: 100)] as [any Metric]),
      (
        "all metrics",
        [
          NDCG(at: 100), Recall(at: 20), Recall(at: 50), Precision(at: 10), HitRate(at: 10),
          MeanAveragePrecision(at: 100), MeanReciprocalRank(at: 100),
        ] as [any Metric]
      ),
    ] {
      let times = try (0..<5).map { _ in
        try Machine.seconds {
          _ = try Evaluator(metrics).evaluate(held) { batch in
            batch.rows == 500
              ? scores : Tensor(shape: [batch.rows, shape.items], repeating: 0)
          }
        }
      }
      let time = Machine.median(times)
      medians.append(time)
      print(
        "\(name): \(users) users in \(Machine.fixed(time, 3)) s, "
          + "\(Machine.fixed(time / Double(users) * 1e6, 1)) µs a user, "
          + "\(Machine.fixed(time / (pass * Double(users) / 500), 1)) passes over the scores")
    }
    Figures.add("evaluate \(users) users, all metrics over NDCG alone", medians[1] / medians[0])
    Figures.add("evaluate \(users) users, NDCG alone, s", medians[0])
    print("memory \(Machine.fixed(Machine.peakMemory(), 0)) MB at most")
  }
}
