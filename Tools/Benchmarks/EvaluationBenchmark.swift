// The cost of measuring 10 000 held-out users at M = 20 108, the scores given: masking, the 100
// best, metrics. The limit is one pass over the scores, which the same run measures as a sum.
import Datasets
import Evaluation
import Foundation
import Tensors

enum EvaluationBenchmark {
  /// Users that are scored together.
  private static let batch = 500

  /// Measures; with a folder, writes users, scores and results there for other programs.
  static func run(users: Int, folder: String?) throws {
    let shape = PowerLawWorld.Shape.movieLens20M
    let held = heldOut(users, shape)
    // One block of scores serves every batch: making them is not what is measured.
    let scores = RandomNormals.tensor([batch, shape.items], RandomKey(seed: 2))
    print(Machine.line())
    let pass = Machine.seconds { _ = scores.sum }
    let paper: [any Metric] = [NDCG(at: 100), Recall(at: 20), Recall(at: 50)]
    let more: [any Metric] = [
      Precision(at: 10), HitRate(at: 10), MeanAveragePrecision(at: 100),
      MeanReciprocalRank(at: 100),
    ]
    var medians: [Double] = []
    let (all, aggregates) = try MetricSelection("all", cutoffs: [10, 100]).metrics(
      EvaluationContext(
        popularity: ItemPopularity(held.visible), traits: ItemTraits(genres(shape.items))))
    for (name, metrics, aggregates) in [
      ("NDCG@100", [NDCG(at: 100)], []), ("the paper's three", paper, []),
      ("seven metrics", paper + more, []),
      ("all metrics but AUC", all.filter { $0.name != "auc" }, aggregates),
      ("all metrics", all, aggregates),
    ] as [(String, [any Metric], [any AggregateMetric])] {
      var result: EvaluationResult?
      let times = try (0..<5).map { _ in
        try Machine.seconds { result = try measure(metrics, aggregates, held, scores) }
      }
      let time = Machine.median(times)
      medians.append(time)
      print(
        "\(name): \(users) users in \(Machine.fixed(time, 3)) s, "
          + "\(Machine.fixed(time / Double(users) * 1e6, 1)) µs a user, "
          + "\(Machine.fixed(time / (pass * Double(users / batch)), 1)) passes over the scores")
      if let folder, let result, metrics.count == paper.count {
        try HeldOutFiles.write(held, scores, time, result, to: folder)
      }
    }
    Figures.add("evaluate \(users) users, all metrics over NDCG alone", medians[4] / medians[0])
    Figures.add("evaluate \(users) users, NDCG alone, s", medians[0])
    print("memory \(Machine.fixed(Machine.peakMemory(), 0)) MB at most")
  }

  private static func measure(
    _ metrics: [any Metric], _ aggregates: [any AggregateMetric], _ held: FoldIn, _ scores: Tensor
  ) throws -> EvaluationResult {
    try Evaluator(metrics, aggregates: aggregates, batchSize: batch).evaluate(held) { rows in
      rows.rows == batch
        ? scores
        : Tensor(
          shape: [rows.rows, rows.columns],
          scalars: Array(scores.scalars.prefix(rows.rows * rows.columns)))
    }
  }

  /// Users of a shape with a fifth of their items hidden, at most 20: then every program's recall
  /// has the same denominator.
  private static func heldOut(_ users: Int, _ shape: PowerLawWorld.Shape) -> FoldIn {
    let rows = PowerLawWorld(shape, key: RandomKey(seed: 1)).histories.selecting(0..<users)
    func hidden(_ row: Int) -> Int { min(20, max(1, rows.count(row) / 5)) }
    return FoldIn(
      users: (0..<users).map { UserID("u\($0)") },
      visible: SparseRows(
        columns: shape.items,
        rows: (0..<users).map { Array(rows.row($0).dropFirst(hidden($0))) }),
      hidden: SparseRows(
        columns: shape.items, rows: (0..<users).map { Array(rows.row($0).prefix(hidden($0))) }))
  }

  /// One to three of twenty genres an item.
  private static func genres(_ items: Int) -> AttributeColumn {
    let key = RandomKey(seed: 3)
    return AttributeColumn(
      name: "genre", kind: .categorical,
      rows: (0..<items).map { item in
        key.child(item).permutation(20).prefix(1 + item % 3).map { .word("g\($0)") }
      })
  }
}
