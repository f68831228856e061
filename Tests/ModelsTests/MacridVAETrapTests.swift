import Autodiff
import Datasets
import Models
import TestSupport
import Tensors
import Testing

/// The places where other implementations of MacridVAE left the authors' code, one test each.
@Suite struct MacridVAETrapTests {
  @Test func `the history is brought to unit length after masking, for each concept`() {
    let world = MacridWorld()
    let naive = world.naive
    let graph = Graph(inference: world.parameters)
    let taste = world.model.encode(Batch(MacridWorld.histories), on: graph).code["taste"].value
    let history = MacridWorld.history(0)
    for k in 0..<3 {
      let mine = (0..<5).map { Double(taste[0, k, $0]) }
      #expect(Closeness.relative(mine, naive.encode(naive.input(history, k)).mean) < 1e-5)
      // The trap: unit length before masking gives another point, so the test can tell them apart.
      let whole = 1 / Double(history.count).squareRoot()
      let wrong = naive.h.indices.map { history.contains($0) ? naive.concepts[$0][k] * whole : 0 }
      #expect(Closeness.relative(mine, naive.encode(wrong).mean) > 1e-3)
    }
  }

  @Test func `dropout draws a mask for every concept`() throws {
    // With equal prototypes all concepts see the same input, until dropout tells them apart.
    func tastes(keep: Float) -> Tensor {
      var world = MacridWorld {
        $0.keep = keep
        $0.priorDeviation = 0
        $0.gumbel = false
      }
      world.replace("prototypes") { $0.selectingRows([0, 0, 0]) }
      return world.encoding().0.code["taste"].value
    }
    let (whole, dropped) = (tastes(keep: 1), tastes(keep: 0.5))
    for user in 0..<5 {
      func row(_ tensor: Tensor, _ k: Int) -> [Float] { (0..<5).map { tensor[user, k, $0] } }
      #expect(row(whole, 0) == row(whole, 1))
      #expect(row(dropped, 0) != row(dropped, 1) || row(dropped, 1) != row(dropped, 2))
    }
  }

  @Test func `dropout comes after the unit length and is scaled by what is kept`() {
    // One item at unit length is 1: dropped it is 0, kept it is 1/keep = 2.
    let world = MacridWorld {
      $0.priorDeviation = 0
      $0.gumbel = false
    }
    let single = SparseRows(columns: MacridWorld.items, rows: [[Int32]](repeating: [4], count: 20))
    let taste = world.encoding(single).0.code["taste"].value
    func mean(_ v: Double) -> [Double] {
      world.naive.encode((0..<MacridWorld.items).map { $0 == 4 ? v : 0 }).mean
    }
    var found: Set<Int> = []
    for row in 0..<60 {
      let mine = taste.reshaped([60, 5]).row(row).map { Double($0) }
      let kept = [0, 2].firstIndex { Closeness.relative(mine, mean(Double($0))) < 1e-5 }
      #expect(kept != nil)
      if let kept { found.insert(kept) }
    }
    #expect(found == [0, 1])
  }

  @Test func `the mean has unit length and no part in the divergence`() {
    var world = MacridWorld { $0.keep = 1 }
    let graph = Graph(inference: world.parameters)
    let taste = world.model.encode(Batch(MacridWorld.histories), on: graph).code["taste"].value
    let lengths = taste.reshaped([taste.count / 5, 5]).rowLengths
    #expect(lengths.allSatisfy { abs($0 - 1) < 1e-5 })
    // A mean of other direction and size leaves the divergence as it is, to the bit.
    let before = world.encoding().0.divergences[0].nats.value
    world.replace("encoder/output/bias") { bias in
      Tensor(shape: bias.shape, scalars: bias.scalars.enumerated().map { $0 < 5 ? 7 : $1 })
    }
    let unchanged = world.encoding().0.divergences[0].nats.value == before
    #expect(unchanged)
  }

  @Test func `the divergence is that of the variance alone, summed over coordinates`() {
    let world = MacridWorld {
      $0.keep = 1
      $0.gumbel = false
    }
    let naive = world.naive
    let mine = world.encoding().0.divergences[0].nats.value
    for k in 0..<3 {
      let truth = (0..<6).reduce(0.0) { sum, user in
        let (_, l) = naive.encode(naive.input(MacridWorld.history(user), k))
        return sum + l.reduce(0) { $0 + 0.5 * (Self.exponential($1) - $1 - 1) } / 6
      }
      #expect(abs(Double(mine.scalars[k]) - truth) < 1e-5)
    }
  }

  @Test func `the weight of the divergence reaches the released cap after exactly one epoch`() {
    let released = MacridWorld().model
    func weight(_ index: Int) -> Float {
      released.divergenceWeight(at: Step(index: index, perEpoch: 12))
    }
    #expect(weight(0) == 0)
    #expect(abs(weight(6) - 0.1) < 1e-7)
    #expect(weight(11) < 0.2 && weight(12) == 0.2 && weight(1000) == 0.2)
    // The slope is one per five epochs whatever the cap: 5 is reached after 25 epochs.
    let strong = MacridWorld { $0.beta = 5 }.model
    #expect(strong.divergenceWeight(at: Step(index: 12 * 25 - 1, perEpoch: 12)) < 5)
    #expect(strong.divergenceWeight(at: Step(index: 12 * 25, perEpoch: 12)) == 5)
  }

  @Test func `one assignment of items is drawn a step, for all users`() {
    let world = MacridWorld {
      $0.keep = 1
      $0.priorDeviation = 0
    }
    let twins = SparseRows(columns: MacridWorld.items, rows: [[1, 5, 9], [1, 5, 9]])
    let (first, _) = world.encoding(twins, seed: 1)
    let (second, _) = world.encoding(twins, seed: 2)
    let concepts = first.code["concepts"].value
    #expect(concepts.shape == [MacridWorld.items, 3])
    let taste = first.code["taste"].value
    #expect(taste.scalars[..<15] == taste.scalars[15...])
    let redrawn = second.code["concepts"].value != concepts
    #expect(redrawn)
  }

  @Test func `without gumbel noise the assignment in training is that of inference`() throws {
    let world = MacridWorld { $0.gumbel = false }
    let inference = try #require(world.trained.itemConcepts)
    let same = world.encoding().0.code["concepts"].value == inference
    #expect(same)
  }

  @Test
  func `the standard deviation is the prior's times the exponential of half the log variance`()
    throws
  {
    let world = MacridWorld()
    let graph = Graph(inference: world.parameters)
    let code = world.model.encode(Batch(MacridWorld.histories), on: graph).code
    let spread = try #require(code.spread("taste"))
    let naive = world.naive
    let (_, l) = naive.encode(naive.input(MacridWorld.history(2), 1))
    for j in 0..<5 {
      let truth = 0.075 * Self.exponential(l[j] / 2)
      #expect(abs(Double(spread[2, 1, j]) / truth - 1) < 1e-5)
    }
  }

  @Test func `the penalty is the squared norms of the raw matrices, biases left out`() throws {
    let world = MacridWorld { $0.l2 = 0.5 }
    let graph = Graph(training: world.parameters, key: RandomKey(seed: 1))
    let penalty = try #require(world.model.penalty(on: graph)).value.item
    let truth = zip(world.parameters.names, world.parameters.tensors)
      .filter { !$0.0.hasSuffix("bias") }.reduce(0.0) { $0 + $1.1.squaredNorm }
    #expect(abs(Double(penalty) / (0.5 * truth) - 1) < 1e-6)
    #expect(MacridWorld().model.penalty(on: graph) == nil)
  }

  @Test func `the loss is the likelihood of the complete history and the parts named`() throws {
    let world = MacridWorld {
      $0.priorDeviation = 0
      $0.gumbel = false
      $0.keep = 1
    }
    let graph = Graph(training: world.parameters, key: RandomKey(seed: 1))
    let objective = try #require(
      world.model.objectives(
        Batch(MacridWorld.histories), on: graph, at: Step(index: 100, perEpoch: 10)
      ).first)
    let truth = (0..<6).reduce(0.0) {
      let history = MacridWorld.history($1)
      return $0 + NaiveMacridVAE.loss(history, world.naive.scores(of: history)) / 6
    }
    let parts = Dictionary(uniqueKeysWithValues: objective.parts.map { ($0.name, $0.value) })
    #expect(abs((parts["reconstruction"] ?? 0) / truth - 1) < 1e-5)
    let divergence = (0..<3).reduce(0) { $0 + (parts["kl/concept[\($1)]"] ?? .nan) }
    let whole = (parts["reconstruction"] ?? 0) + 0.2 * divergence
    #expect(abs(Double(objective.loss.value.item) / whole - 1) < 1e-6)
  }

  /// eˣ by its series: arguments here are small.
  private static func exponential(_ x: Double) -> Double {
    (1...30).reduce((sum: 1.0, term: 1.0)) { state, n in
      let term = state.term * x / Double(n)
      return (state.sum + term, term)
    }.sum
  }
}

extension Tensor {
  fileprivate var rowLengths: [Float] { rowDots(self).scalars }
}
