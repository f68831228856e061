import Datasets
import Evaluation
import Tensors
import Testing

/// Three users whose figures were computed with ranx 0.3.21, the last cut-off beyond the catalogue.
///
/// ranx names two of our metrics otherwise: its recall is `recall-plain`, its map is `map-plain`. It
/// counts a user without targets as zero, where we leave such users out and count them, and it
/// breaks ties by the order in which a run lists its items (stable for short runs only), where we
/// take the lower column.
@Suite struct RanxTests {
  private static let scores: [[Float]] = [
    [0.1, 0.9, 0.3, 0.8, 0.7, 0.6, 0.2, 0.4], [0.05, 0.9, 0.3, 0.8, 0.7, 0.6, 0.2, 0.4],
    [0.1, 0.2, 0.95, 0.8, 0.7, 0.6, 0.3, 0.4],
  ]
  private static let targets: [[Int32]] = [[1, 4, 7], [0], [2, 3, 5, 6]]

  /// `[metric: values of the three users]`, copied from ranx's output.
  private static let expected: [(name: String, values: [Double])] = [
    ("ndcg@1", [1, 0, 1]), ("recall-plain@1", [0.3333333333333333, 0, 0.25]),
    ("precision@1", [1, 0, 1]), ("hitrate@1", [1, 0, 1]),
    ("map-plain@1", [0.3333333333333333, 0, 0.25]), ("mrr@1", [1, 0, 1]),
    ("ndcg@3", [0.7039180890341347, 0, 0.7653606369886217]),
    ("recall-plain@3", [0.6666666666666666, 0, 0.5]),
    ("precision@3", [0.6666666666666666, 0, 0.6666666666666666]), ("hitrate@3", [1, 0, 1]),
    ("map-plain@3", [0.5555555555555555, 0, 0.5]), ("mrr@3", [1, 0, 1]),
    ("ndcg@5", [0.8854598815714874, 0, 0.8048099750039491]), ("recall-plain@5", [1, 0, 0.75]),
    ("precision@5", [0.6, 0, 0.6]), ("hitrate@5", [1, 0, 1]),
    ("map-plain@5", [0.7555555555555555, 0, 0.6875]), ("mrr@5", [1, 0, 1]),
    ("ndcg@20", [0.8854598815714874, 0.31546487678572877, 0.9438661545147249]),
    ("recall-plain@20", [1, 1, 1]), ("precision@20", [0.15, 0.05, 0.2]),
    ("hitrate@20", [1, 1, 1]), ("map-plain@20", [0.7555555555555555, 0.125, 0.8541666666666666]),
    ("mrr@20", [1, 0.125, 1]),
  ]

  @Test func `every metric we share with ranx has its figures`() throws {
    let names = Self.expected.map(\.name).joined(separator: ",")
    let context = EvaluationContext(
      popularity: ItemPopularity(SparseRows(columns: 8, rows: [[0]])))
    let (metrics, _) = try MetricSelection(names).metrics(context)
    let held = FoldIn(
      users: ["a", "b", "c"].map { UserID($0) },
      visible: SparseRows(columns: 8, rows: [[], [], []]),
      hidden: SparseRows(columns: 8, rows: Self.targets))
    let result = try Evaluator(metrics).evaluate(held) { _ in
      Tensor(shape: [3, 8], scalars: Self.scores.flatMap { $0 })
    }
    #expect(result.metrics == Self.expected.map(\.name))
    for (row, values) in zip(Self.expected, result.values) {
      for (mine, theirs) in zip(values, row.values) {
        #expect(agree(mine, theirs), "\(row.name): \(mine) and \(theirs)")
      }
    }
  }
}
