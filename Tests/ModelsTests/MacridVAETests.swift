// MacridVAE against the formulas and the identities that follow from them.
import Autodiff
import Datasets
import Foundation
import Models
import TestSupport
import Tensors
import Testing

/// A small MacridVAE and the formulas beside it.
struct MacridWorld {
  static let items = 30
  static let histories = KeyedTensors.histories(
    rows: 6, columns: items, density: 0.3, RandomKey(seed: 50), empty: 5)

  let model: MacridVAE
  var parameters: Parameters

  init(_ seed: UInt64 = 3, _ change: (inout MacridVAE.Configuration) -> Void = { _ in }) {
    var settings = MacridVAE.Configuration()
    settings.concepts = 3
    settings.width = 5
    change(&settings)
    var builder = ParameterBuilder(key: RandomKey(seed: seed))
    model = MacridVAE(settings, CatalogShape(items: Self.items), in: &builder)
    parameters = builder.parameters
    // Biases start at a thousandth; larger ones make a forgotten bias visible.
    for name in ["encoder/hidden/bias", "encoder/output/bias"] {
      guard let bias = parameters[name] else { continue }
      _ = parameters.replace(name, with: bias * 300)
    }
  }

  var trained: TrainedModel { TrainedModel(model, parameters) }
  var naive: NaiveMacridVAE {
    NaiveMacridVAE(parameters, temperature: Double(model.configuration.temperature))
  }
  static func history(_ user: Int) -> [Int] { histories.row(user).map { Int($0) } }

  /// The code of a training pass over some histories.
  func encoding(_ histories: SparseRows = Self.histories, seed: UInt64 = 1) -> (Encoding, Graph) {
    let graph = Graph(training: parameters, key: RandomKey(seed: seed))
    return (model.encode(Batch(histories), on: graph), graph)
  }

  /// Replaces a parameter by what `change` makes of it.
  mutating func replace(_ name: String, _ change: (Tensor) -> Tensor) {
    guard let old = parameters[name] else { return }
    _ = parameters.replace(name, with: change(old))
  }
}

struct MacridVAETests {
  @Test func `scores agree with the formulas written out, for an empty history too`() {
    let world = MacridWorld()
    let scores = world.trained.scores(MacridWorld.histories)
    for user in 0..<MacridWorld.histories.rows {
      let truth = world.naive.scores(of: MacridWorld.history(user))
      // Exponents up to 1/τ = 10 in `Float`: 1e-6 of the largest score.
      #expect(Closeness.relative(scores.row(user).map { Double($0) }, truth) < 2e-6)
    }
  }

  @Test func `rows of the concept assignment sum to one and agree with the formula`() throws {
    let world = MacridWorld()
    let concepts = try #require(world.trained.itemConcepts)
    for (row, truth) in world.naive.concepts.enumerated() {
      #expect(abs(concepts.row(row).reduce(0, +) - 1) < 1e-6)
      #expect(Closeness.relative(concepts.row(row).map { Double($0) }, truth) < 1e-5)
    }
    let (encoding, _) = world.encoding()
    let sampled = encoding.code["concepts"].value
    #expect((0..<sampled.rows).allSatisfy { abs(sampled.row($0).reduce(0, +) - 1) < 1e-6 })
  }

  @Test func `permuting concepts permutes nothing observable`() {
    var world = MacridWorld()
    let before = world.trained.scores(MacridWorld.histories)
    world.replace("prototypes") { $0.selectingRows([2, 0, 1]) }
    let after = world.trained.scores(MacridWorld.histories)
    #expect(Closeness.relative(before, after) < 2e-6)
  }

  @Test func `lengths of items and prototypes do not matter`() {
    var world = MacridWorld()
    let before = world.trained.scores(MacridWorld.histories)
    for name in ["items", "prototypes"] {
      world.replace(name) { tensor in
        tensor.scalingRows(
          KeyedTensors.uniform([tensor.rows], RandomKey(seed: 9), in: 0.1...10))
      }
    }
    let after = world.trained.scores(MacridWorld.histories)
    // Rounding of the norms, times 1/τ.
    #expect(Closeness.relative(before, after) < 1e-5)
  }

  @Test func `with one concept everything belongs to it and the order is that of cosines`() {
    let world = MacridWorld { $0.concepts = 1 }
    let concepts = world.trained.itemConcepts
    #expect(concepts?.scalars.allSatisfy { $0 == 1 } == true)
    let scores = world.trained.scores(MacridWorld.histories)
    let naive = world.naive
    for user in 0..<MacridWorld.histories.rows {
      let (mean, _) = naive.encode(naive.input(MacridWorld.history(user), 0))
      let cosines = naive.h.map { NaiveMacridVAE.dot(mean, $0) }
      let mine = Array(scores.row(user))
      let byScore = (0..<MacridWorld.items).sorted { mine[$0] > mine[$1] }
      #expect(byScore == (0..<MacridWorld.items).sorted { cosines[$0] > cosines[$1] })
    }
  }

  @Test func `without a log variance there is no divergence`() {
    var world = MacridWorld()
    world.replace("encoder/output/weight") { $0.columns(0..<5).widened(to: $0.shape, at: 0..<5) }
    world.replace("encoder/output/bias") { $0.columns(0..<5).widened(to: $0.shape, at: 0..<5) }
    let (encoding, _) = world.encoding()
    #expect(encoding.divergences[0].nats.value.scalars == [0, 0, 0])
  }

  @Test func `without noise, dropout and sampling, training is inference`() {
    let world = MacridWorld {
      $0.priorDeviation = 0
      $0.keep = 1
      $0.gumbel = false
    }
    let (encoding, graph) = world.encoding()
    let training = world.model.decode(encoding.code, on: graph).value
    let inference = world.trained.scores(MacridWorld.histories)
    #expect(Closeness.relative(training, inference) < 2e-6)
    // Both give probabilities that sum to one, and the same likelihood.
    let (mine, _) = training.multinomialLosses(MacridWorld.histories)
    for (user, loss) in mine.enumerated() {
      let history = MacridWorld.history(user)
      let truth = NaiveMacridVAE.loss(history, world.naive.scores(of: history))
      #expect(abs(Double(loss) - truth) < 1e-4)
      let total = inference.row(user).reduce(0.0) { $0 + exp(Double($1)) }
      let normalizer = inference.logSumExp().scalars[user]
      #expect(abs(total / exp(Double(normalizer)) - 1) < 1e-5)
    }
  }

  @Test func `inference draws nothing and does not depend on the other users`() {
    let world = MacridWorld()
    let histories = MacridWorld.histories
    let all = world.trained.scores(histories)
    let again = world.trained.scores(histories) == all
    #expect(again)
    let backwards = world.trained.scores(histories.selecting((0..<histories.rows).reversed()))
    let turned = backwards.selectingRows((0..<Int32(histories.rows)).reversed())
    #expect(Closeness.relative(all, turned) < 2e-6)
  }

  @Test func `the fused loss equals the plain composition in value and every gradient`() {
    let world = MacridWorld { $0.keep = 0.7 }
    let batch = Batch(MacridWorld.histories)
    let fused = Graph(training: world.parameters, key: RandomKey(seed: 4))
    let one = world.model.reconstruction(
      world.model.encode(batch, on: fused).code, batch, on: fused)
    let plain = Graph(training: world.parameters, key: RandomKey(seed: 4))
    let two = world.model.decode(world.model.encode(batch, on: plain).code, on: plain)
      .multinomialLoss(batch.targets)
    #expect(abs(one.value.item / two.value.item - 1) < 1e-5)
    let (a, b) = (fused.gradients(of: one), plain.gradients(of: two))
    for (index, name) in world.parameters.names.enumerated() {
      guard let x = a[index], let y = b[index] else {
        Issue.record("\(name) has no gradient")
        continue
      }
      #expect(Closeness.relative(x, y) < 1e-5, "\(name)")
    }
  }
}
