import Autodiff
import Datasets
import TestSupport
import Tensors
import Testing

@testable import Models

/// What sequence models promise beyond the contract: the roles of their blocks, the learned prior, windows.
@Suite struct SequenceModelTests {
  private let tiny: TinySequence

  init() throws { tiny = try TinySequence() }

  @Test func `somebody without a session has a static code of zero and the prior's first step`()
    throws
  {
    let code = try tiny.code(tiny.histories)
    let (f, z, next) = (
      try #require(code["static"]), try #require(code["dynamic"]), try #require(code["next"])
    )
    #expect(f.row(2).allSatisfy { $0 == 0 } && f.row(0).allSatisfy { $0 != 0 })
    // A session of zeros is none: one, of five, for the second person.
    #expect(z.scalars[10..<12].allSatisfy { $0 != 0 })
    #expect(z.scalars[12..<30].allSatisfy { $0 == 0 })
    let graph = Graph(inference: tiny.parameters)
    let first = tiny.model.network.prior.next(
      Trajectories(graph.constant(Tensor(shape: [1, 5, 2])))
    ).mean.value
    #expect(Closeness.relative(next.rows(2..<3), first) < 1e-6)
    let spread = try tiny.trained.run(tiny.histories).code.spread("static")
    #expect(spread?.row(2).allSatisfy { $0 == 1 } == true)
  }

  @Test func `what comes next is the prior fed with one session after the other`() throws {
    let code = try tiny.code(tiny.histories)
    let graph = Graph(inference: tiny.parameters)
    let z = try #require(code["dynamic"])
    var (first, second) = (
      tiny.layers.first.start(1, on: graph), tiny.layers.second.start(1, on: graph)
    )
    for t in 0...4 {
      let before =
        t == 0 ? [0, 0] : Array(z.scalars[(t - 1) * 2..<t * 2])
      first = tiny.layers.first.step(
        graph.constant(Tensor(shape: [1, 2], scalars: before)), first)
      second = tiny.layers.second.step(first.output, second)
    }
    let mean = tiny.layers.mean(second.output).value
    #expect(Closeness.relative(mean, try #require(code["next"]).rows(0..<1)) < 1e-5)
  }

  @Test func `turning what stays does not touch what moves, and the other way round`() throws {
    let plain = try tiny.code(tiny.histories)
    let stays = try tiny.code(tiny.histories, [Override("static", [1], .add(1))])
    #expect(stays["dynamic"] == plain["dynamic"] && stays["next"] == plain["next"])
    let moves = try tiny.code(tiny.histories, [Override("dynamic", [0, 1], .add(1))])
    #expect(moves["static"] == plain["static"] && moves["next"] != plain["next"])
    let next = try tiny.code(tiny.histories, [Override("next", [0], .set(0.25))])
    #expect(next["static"] == plain["static"] && next["dynamic"] == plain["dynamic"])
    #expect(
      next["next"]?.scalars[0] == 0.25 && next["next"]?.scalars[1] == plain["next"]?.scalars[1])
  }

  @Test func `what was set to come next stands, whatever else is turned`() throws {
    let both = try tiny.code(
      tiny.histories,
      [Override("next", [0], .set(0.25)), Override("dynamic", [0, 0], .add(1))])
    let moved = try tiny.code(tiny.histories, [Override("dynamic", [0, 0], .add(1))])
    #expect(both["next"]?.scalars[0] == 0.25)
    #expect(both["next"]?.scalars[1] == moved["next"]?.scalars[1])
  }

  @Test func `one person can be given another's dynamics, or another's taste`() throws {
    let (a, b) = (tiny.histories.selecting([0]), tiny.histories.selecting([1]))
    let (codeA, codeB) = (try tiny.code(a), try tiny.code(b))
    let swapped = try tiny.code(a, tiny.copying("dynamic", from: codeB, row: 0))
    #expect(swapped["static"] == codeA["static"] && swapped["dynamic"] == codeB["dynamic"])
    // Shorter, too: the trajectory is taken over with its length.
    #expect(Closeness.relative(try #require(swapped["next"]), try #require(codeB["next"])) < 1e-6)
    let both =
      try tiny.copying("dynamic", from: codeB, row: 0) + tiny.copying("static", from: codeB, row: 0)
    let scores = try tiny.trained.run(a, overrides: both).scores
    #expect(Closeness.relative(scores, tiny.trained.scores(b)) < 1e-5)
  }

  @Test func `sessions before the window are not read`() throws {
    let sessions: [[Int32]] = [[9], [0, 1], [2], [3, 4, 5], [6], [8]]
    let long = SparseRows(columns: 10, sessions: [sessions])
    let short = SparseRows(columns: 10, sessions: [Array(sessions.dropFirst())])
    #expect(tiny.trained.scores(long) == tiny.trained.scores(short))
    let within = SparseRows(columns: 10, sessions: [Array(sessions.dropFirst(2))])
    #expect(tiny.trained.scores(within) != tiny.trained.scores(short))
  }

  @Test func `the static code hears the first session as well as the last`() throws {
    func code(_ sessions: [[Int32]]) throws -> Tensor {
      try #require(try tiny.code(SparseRows(columns: 10, sessions: [sessions]))["static"])
    }
    let plain = try code([[0, 1], [2], [3, 4, 5], [6]])
    let (early, late) = (
      try code([[7, 8], [2], [3, 4, 5], [6]]), try code([[0, 1], [2], [3, 4, 5], [7, 8]])
    )
    let first = Closeness.relative(plain, early)
    #expect(first > 0.1 * Closeness.relative(plain, late) && first > 0.01)
  }

  @Test func `divergences are those of the closed form, summed over sessions`() throws {
    let step = Step(index: 0, perEpoch: 1)
    let graph = Graph(training: tiny.parameters, key: RandomKey(seed: 1))
    let objective = tiny.model.objectives(Batch(tiny.histories), on: graph, at: step)[0]
    let named = Dictionary(uniqueKeysWithValues: objective.parts.map { ($0.name, $0.value) })
    let own = Graph(inference: tiny.parameters)
    let posterior = tiny.model.network.posterior(
      Batch(tiny.histories).sequences(window: 5), keep: 1, on: own)
    let (mean, logVariance) = (posterior.constant.mean.value, posterior.constant.logVariance.value)
    let naive = zip(mean.scalars, logVariance.scalars).reduce(0.0) { sum, pair in
      let (m, l) = (Double(pair.0), Double(pair.1))
      return sum + 0.5 * (m * m + Double(Scalar.exp(pair.1)) - l - 1)
    }
    #expect(abs((named["kl/static"] ?? 0) - naive / 3) < 1e-5)
    #expect((named["kl/dynamic"] ?? 0) > 0)
    let parts = ["reconstruction", "kl/static", "kl/dynamic"].compactMap { named[$0] }
    #expect(abs(Double(objective.loss.value.item) - parts.reduce(0, +)) < 1e-4)
  }
}

extension TinySequence {
  /// The prior's layers by themselves, over the same parameters.
  var layers: (first: LSTM, second: LSTM, mean: Linear) {
    (model.network.prior.first, model.network.prior.second, model.network.prior.head.mean)
  }
}
