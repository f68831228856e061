import Autodiff
import Datasets
import Models
import Store
import Tensors

/// What turning a factor means in a population: where people stand on it and how far it moves their
/// lists.
///
/// Measured on demand over a keyed sample of the store's users, and not kept in the model's file: so
/// it is true of the people who are there now, for any file ever written. The sample, the length of
/// the list and the number of elements bound the work.
struct FactorFigures: Sendable {
  /// Mean and standard deviation of the element over people.
  let mean: Double
  let spread: Double
  /// By how much it was turned: one population deviation, or one unit of what is the same for all.
  let step: Double
  /// Share of the list that is replaced by that, `1 − |top ∩ top'| / k`, mean over people.
  let moves: Double
}

struct FactorMeasurement {
  /// Users of the sample, items of the list, elements measured one by one.
  static let users = 128
  static let list = 20
  static let elements = 256

  let snapshot: Snapshot
  let histories: SparseRows
  private let passed: TrainedModel.Scored
  private let before: [Set<Int32>]

  /// A measurement on the histories of some users. `DATA` when nobody has one.
  init(_ snapshot: Snapshot, on engine: QueryEngine) throws(Fault) {
    self.snapshot = snapshot
    let store = engine.library.store
    let users = try Fault.translating { () throws(StoreFault) in
      try store.sampleUsers(Self.users, RandomKey(seed: 0).child("factors"))
    }
    var rows: [SparseRows] = []
    for user in users {
      guard let history = try engine.library.history(of: user, for: snapshot),
        !history.items.isEmpty
      else { continue }
      rows.append(
        Recommender(snapshot).row(history.items, weights: [:], steps: history.steps))
    }
    guard !rows.isEmpty else {
      throw Fault(.data, "nobody in the store has a history to measure factors on")
    }
    histories = SparseRows(stacking: rows, columns: snapshot.catalog.count)
    passed = try Recommender(snapshot).run(histories, [])
    before = Self.lists(passed, histories)
  }

  /// Figures of one element. One pass over the sample.
  func figures(_ block: CodeBlock, _ index: [Int]) throws(Fault) -> FactorFigures {
    let offset = zip(index, block.shape).reduce(0) { $0 * $1.1 + $1.0 }
    let values = passed.code[block.name].value
    let own = (0..<histories.rows).map { Double(values.scalars[$0 * block.count + offset]) }
    let (mean, spread) = Self.moments(own)
    let step = spread > 0 ? spread : 1
    let turned = try Recommender(snapshot).run(
      histories, [Override(block.name, index, .add(Float(step)))])
    let after = Self.lists(turned, histories)
    let moves = zip(before, after).reduce(0.0) { sum, lists in
      let kept = lists.0.intersection(lists.1).count
      return sum + 1 - Double(kept) / Double(max(1, lists.0.count))
    }
    return FactorFigures(
      mean: mean, spread: spread, step: step, moves: moves / Double(histories.rows))
  }

  /// Figures of a block that is too wide to be listed: all its elements together, and how far a few
  /// of them, drawn by a key, move lists. `step` is the mean step.
  func figures(of block: CodeBlock, probes: Int) throws(Fault) -> FactorFigures {
    let (mean, spread) = Self.moments(passed.code[block.name].value.scalars.map { Double($0) })
    let drawn = RandomKey(seed: 0).child("probes").permutation(block.count).prefix(probes)
    var (step, moves) = (0.0, 0.0)
    for offset in drawn.sorted() {
      let figures = try figures(block, block.index(offset))
      step += figures.step / Double(drawn.count)
      moves += figures.moves / Double(drawn.count)
    }
    return FactorFigures(mean: mean, spread: spread, step: step, moves: moves)
  }

  /// Mean and standard deviation of a population.
  private static func moments(_ values: [Double]) -> (mean: Double, spread: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(values.count)).squareRoot())
  }

  private static func lists(
    _ passed: TrainedModel.Scored, _ histories: SparseRows
  ) -> [Set<Int32>] {
    var scores = passed.scores
    for row in 0..<histories.rows {
      let base = row * scores.columns
      for item in histories.row(row) { scores.scalars[base + Int(item)] = -.infinity }
      for item in passed.excluded[row] { scores.scalars[base + Int(item.value)] = -.infinity }
    }
    return scores.topK(list).map { Set($0.map(\.index)) }
  }
}

extension CodeBlock {
  /// The index of the element at a place, last dimension fastest.
  func index(_ offset: Int) -> [Int] {
    var rest = offset
    return shape.reversed().map { extent in
      defer { rest /= extent }
      return rest % extent
    }.reversed()
  }
}
