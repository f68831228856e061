// iALS: the facts that only this model has.
import Autodiff
import Datasets
import Foundation
import Models
import TestSupport
import Tensors
import Testing

struct IALSTests {
  static let histories = KeyedTensors.histories(
    rows: 40, columns: 25, density: 0.2, RandomKey(seed: 78), empty: 5)

  static func solved(
    _ histories: SparseRows = histories, _ change: (inout IALS.Configuration) -> Void = { _ in }
  ) throws -> TrainedModel {
    var settings = IALS.Configuration()
    settings.width = 4
    settings.lambda = 0.02
    settings.unobserved = 0.3
    change(&settings)
    var builder = ParameterBuilder(key: RandomKey(seed: 79))
    let model = IALS(settings, CatalogShape(items: histories.columns), in: &builder)
    var parameters = builder.parameters
    try model.solve(histories, &parameters)
    return TrainedModel(model, parameters)
  }

  /// A model with given item vectors that was never solved.
  static func fixed(_ items: Tensor, _ settings: IALS.Configuration) throws -> TrainedModel {
    var builder = ParameterBuilder(key: nil)
    let model = IALS(settings, CatalogShape(items: items.rows), in: &builder)
    var parameters = builder.parameters
    let fits = parameters.replace("items", with: items)
    #expect(fits)
    return TrainedModel(model, parameters)
  }

  static func tastes(_ trained: TrainedModel, _ histories: SparseRows) throws -> Tensor {
    try trained.run(histories).code["taste"].value
  }

  /// The objective of the header, in `Double`, with every person's taste as the model folds it in.
  static func objective(_ trained: TrainedModel, nu: Double) throws -> Double {
    let (lambda, alpha) = (0.02, 0.3)
    let scores = trained.scores(histories)
    let tastes = try tastes(trained, histories)
    let items = try #require(trained.parameters["items"])
    let (n, m) = (histories.rows, histories.columns)
    var loss = 0.0
    for u in 0..<n {
      for i in 0..<m {
        let score = Double(scores[u, i])
        loss += alpha * score * score
        if histories.contains(u, Int32(i)) { loss += (score - 1) * (score - 1) }
      }
    }
    func norm(_ row: ArraySlice<Float>) -> Double { row.reduce(0) { $0 + Double($1) * Double($1) } }
    for u in 0..<n {
      loss +=
        lambda * pow(Double(histories.count(u)) + alpha * Double(m), nu) * norm(tastes.row(u))
    }
    let people = histories.transposed()
    for i in 0..<m {
      loss += lambda * pow(Double(people.count(i)) + alpha * Double(n), nu) * norm(items.row(i))
    }
    return loss
  }

  @Test func `the user step is that of numpy`() throws {
    var settings = IALS.Configuration()
    settings.width = 2
    settings.lambda = 0.05
    settings.unobserved = 0.3
    let items = Tensor(shape: [3, 2], scalars: [0.5, -0.2, 0.1, 0.4, -0.3, 0.6])
    let rows = SparseRows(columns: 3, rows: [[0, 2], [1], []])
    let tastes = try Self.tastes(try Self.fixed(items, settings), rows)
    // np.linalg.solve of the normal equations in the header of the model.
    let truth: [Float] = [0.954_961_15, 1.032_463_29, 0.627_519_76, 0.993_098_42, 0, 0]
    #expect(Closeness.relative(tastes, Tensor(shape: [3, 2], scalars: truth)) < 1e-6)
  }

  @Test(arguments: [0.0, 0.5, 1.0]) func `the objective falls with every sweep`(_ nu: Double) throws
  {
    var last = Double.infinity
    for sweeps in 1...6 {
      let trained = try Self.solved {
        $0.sweeps = sweeps
        $0.frequency = Float(nu)
      }
      let now = try Self.objective(trained, nu: nu)
      #expect(now < last, "sweep \(sweeps)")
      last = now
    }
  }

  @Test func `at the end no step of any vector lowers the objective`() throws {
    let trained = try Self.solved {
      $0.sweeps = 3000
      $0.deviation = 1
    }
    let items = try #require(trained.parameters["items"])
    let best = try Self.objective(trained, nu: 1)
    let settings = try #require(trained.model.configuration as? IALS.Configuration)
    for position in stride(from: 0, to: items.count, by: 7) {
      for step in [-0.02, 0.02] as [Float] {
        var moved = items
        moved.scalars[position] += step
        let other = try Self.objective(try Self.fixed(moved, settings), nu: 1)
        #expect(other > best, "element \(position) by \(step)")
      }
    }
  }

  @Test func `sweeps equal a plain implementation`() throws {
    var settings = IALS.Configuration()
    settings.width = 4
    var builder = ParameterBuilder(key: RandomKey(seed: 79))
    _ = IALS(settings, CatalogShape(items: 25), in: &builder)
    let start = try #require(builder.parameters["items"])
    let dense = Self.histories.densified()
    var items = (0..<25).map { start.row($0).map { Double($0) } }
    let rows = (0..<40).map { u in (0..<25).filter { dense[u, $0] == 1 } }
    let columns = (0..<25).map { i in (0..<40).filter { dense[$0, i] == 1 } }
    for _ in 0..<3 {
      let users = rows.map { Self.step($0, items, 0.3, 0.02) }
      items = columns.map { Self.step($0, users, 0.3, 0.02) }
    }
    let trained = try Self.solved { $0.sweeps = 3 }
    let mine = try #require(trained.parameters["items"]).scalars.map { Double($0) }
    #expect(Closeness.relative(mine, items.flatMap { $0 }) < 2e-5)
  }

  /// One normal equation by elimination in `Double`.
  static func step(
    _ seen: [Int], _ table: [[Double]], _ alpha: Double, _ lambda: Double
  ) -> [Double] {
    let d = table[0].count
    let ridge = lambda * (Double(seen.count) + alpha * Double(table.count))
    var rows = (0..<d).map { i in
      (0..<d).map { j in
        let all = table.reduce(0.0) { $0 + alpha * $1[i] * $1[j] }
        return seen.reduce(all + (i == j ? ridge : 0)) { $0 + table[$1][i] * table[$1][j] }
      } + [seen.reduce(0.0) { $0 + table[$1][i] }]
    }
    for k in 0..<d {
      rows[k] = rows[k].map { [pivot = rows[k][k]] in $0 / pivot }
      for i in 0..<d where i != k {
        rows[i] = zip(rows[i], rows[k]).map { [factor = rows[i][k]] in $0 - factor * $1 }
      }
    }
    return rows.map { $0[d] }
  }

  @Test func `items do not depend on threads`() throws {
    let one = try ThreadCount.with(1) { try Self.solved() }
    let two = try ThreadCount.with(2) { try Self.solved() }
    #expect(one.parameters == two.parameters)
  }

  @Test func `an item to have less like counts against`() throws {
    let trained = try Self.solved()
    let liked = SparseRows(columns: 25, offsets: [0, 1], indices: [7], values: [1])
    let less = SparseRows(columns: 25, offsets: [0, 1], indices: [7], values: [-1])
    let sum = trained.scores(liked) + trained.scores(less)
    #expect(sum.scalars.allSatisfy { abs($0) < 1e-6 })
  }

  @Test func `item vectors have unit length`() throws {
    let vectors = try #require(try Self.solved().itemVectors)
    for i in 0..<25 {
      let norm = vectors.row(i).reduce(0) { $0 + $1 * $1 }
      #expect(abs(norm - 1) < 1e-5)
    }
  }
}
