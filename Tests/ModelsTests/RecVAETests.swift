// RecVAE: the facts that only this model has. `Torch` holds what a PyTorch program of the same model
// says of the same small weights (weight n, element i: 0.6 sin(0.37 i + 1.3 n), gains 1 more).
import Autodiff
import Datasets
import Foundation
import Models
import TestSupport
import Tensors
import Testing

struct RecVAETests {
  static let histories = SparseRows(columns: 6, rows: [[0, 2, 3], [1, 5], [4]])

  static func make(
    _ change: (inout RecVAE.Configuration) -> Void = { _ in }
  ) -> (RecVAE, Parameters) {
    var settings = RecVAE.Configuration()
    settings.hidden = 4
    settings.width = 3
    settings.gamma = 0.01
    change(&settings)
    var builder = ParameterBuilder(key: RandomKey(seed: 64))
    let model = RecVAE(settings, CatalogShape(items: 6), in: &builder)
    var parameters = builder.parameters
    for (n, name) in parameters.names.enumerated() {
      let shape = parameters.tensors[n].shape
      let offset = name.hasSuffix("gain") ? 1.0 : 0.0
      let scalars = (0..<parameters.tensors[n].count).map {
        Float(offset + 0.6 * sin(0.37 * Double($0) + 1.3 * Double(n)))
      }
      _ = parameters.replace(name, with: Tensor(shape: shape, scalars: scalars))
    }
    return (model, parameters)
  }

  /// Mean and log-variance of the encoder, or of the frozen copy.
  static func posterior(
    _ model: RecVAE, _ parameters: Parameters, frozen: Bool = false
  ) throws -> (mean: Tensor, logVariance: Tensor) {
    var parameters = parameters
    if frozen { parameters.copy(from: "prior/", to: "encoder/") }
    let graph = Graph(inference: parameters)
    let code = model.encode(Batch(Self.histories), on: graph).code
    let spread = try #require(code.spread("taste"))
    return (code["taste"].value, spread.log() * 2)
  }

  @Test func `mean, variance and scores are those of a PyTorch program`() throws {
    let (model, parameters) = Self.make()
    let (mean, logVariance) = try Self.posterior(model, parameters)
    #expect(Closeness.relative(mean, Torch.mean) < 1e-5)
    #expect(Closeness.relative(logVariance, Torch.logVariance) < 1e-5)
    let scores = TrainedModel(model, parameters).scores(Self.histories)
    #expect(Closeness.relative(scores, Torch.scores) < 1e-5)
  }

  @Test func `skips are added inside the activation`() throws {
    let (model, parameters) = Self.make()
    let (mean, _) = try Self.posterior(model, parameters)
    #expect(Closeness.relative(mean, try Self.naiveMean(parameters, inside: true)) < 1e-5)
    #expect(Closeness.relative(mean, try Self.naiveMean(parameters, inside: false)) > 0.01)
  }

  @Test func `the divergence at a code is that of a PyTorch program`() throws {
    let (model, parameters) = Self.make()
    let (mean, logVariance) = try Self.posterior(model, parameters)
    let old = try Self.posterior(model, parameters, frozen: true)
    let graph = Graph(inference: parameters)
    let z = graph.constant(mean)
    let own = z.gaussianLogDensity(mean: z, logVariance: graph.constant(logVariance))
    let prior = CompositePrior().logDensity(
      z, oldMean: graph.constant(old.mean), oldLogVariance: graph.constant(old.logVariance))
    let difference = (own - prior).value
    for (user, truth) in Torch.divergences.enumerated() {
      #expect(abs(difference.row(user).reduce(0, +) - truth) < 1e-5)
    }
  }

  @Test func `the loss weighs every user's divergence by γ times the length of the history`() throws
  {
    let (model, parameters) = Self.make { $0.keep = 1 }
    let (mean, logVariance) = try Self.posterior(model, parameters)
    let old = try Self.posterior(model, parameters, frozen: true)
    let key = RandomKey(seed: 9)
    let step = Step(index: 0, perEpoch: 4)
    let graph = Graph(training: parameters, key: key, trains: "encoder/")
    let objective = model.objectives(Batch(Self.histories), on: graph, at: step)[0]
    // The same key draws the same code.
    let z = model.encode(Batch(Self.histories), on: Graph(training: parameters, key: key))
      .code["taste"].value
    var truth = 0.0
    for user in 0..<3 {
      let divergence = (0..<3).reduce(0.0) { sum, j in
        let x = Double(z[user, j])
        let old = Self.density(x, Double(old.mean[user, j]), Double(old.logVariance[user, j]))
        let own = Self.density(x, Double(mean[user, j]), Double(logVariance[user, j]))
        let prior =
          0.15 * Self.density(x, 0, 0) + 0.75 * old + 0.1 * Self.density(x, 0, 10)
        return sum + log(own) - log(prior)
      }
      truth += 0.01 * Double(3 - user) * divergence / 3
    }
    let graphOfCode = Graph(inference: parameters)
    var code = Code()
    code["taste"] = graphOfCode.constant(z)
    let logits = model.decode(code, on: graphOfCode).value
    truth += Double(logits.multinomialLosses(Self.histories).losses.reduce(0, +)) / 3
    #expect(abs(Double(objective.loss.value.item) - truth) < 2e-5)
    #expect(objective.parts.map(\.name) == ["reconstruction", "kl/taste", "kl weight"])
    #expect(abs(objective.parts[2].value - 0.02) < 1e-7)
  }

  @Test func `while the decoder trains nothing is dropped, but a code is drawn`() {
    func loss(_ keep: Float, phase: Int, seed: UInt64) -> Float {
      let (model, parameters) = Self.make { $0.keep = keep }
      let graph = Graph(training: parameters, key: RandomKey(seed: seed))
      let step = Step(index: 0, perEpoch: 4, phase: phase)
      return model.objectives(Batch(Self.histories), on: graph, at: step)[0].loss.value.item
    }
    #expect(loss(0.3, phase: 1, seed: 1) == loss(1, phase: 1, seed: 1))
    #expect(loss(0.3, phase: 0, seed: 1) != loss(1, phase: 0, seed: 1))
    #expect(loss(0.3, phase: 1, seed: 1) != loss(0.3, phase: 1, seed: 2))
  }

  @Test func `each phase has gradients of its own parameters and of no others`() {
    let (model, parameters) = Self.make()
    for (index, phase) in model.schedule.enumerated() {
      let graph = Graph(training: parameters, key: RandomKey(seed: 3), trains: phase.trains)
      let step = Step(index: 0, perEpoch: 4, phase: index)
      let loss = model.objectives(Batch(Self.histories), on: graph, at: step)[0].loss
      let gradients = graph.gradients(of: loss)
      for (n, name) in parameters.names.enumerated() {
        #expect((gradients[n] != nil) == name.hasPrefix(phase.trains), "\(name) in \(phase.name)")
      }
    }
    #expect(model.schedule.map(\.trains) == ["encoder/", "decoder/"])
    #expect(model.schedule.map(\.epochs) == [3, 1])
    let copies = [ParameterCopy(from: "encoder/", to: "prior/")]
    #expect(model.schedule.map(\.copies) == [copies, []])
  }

  /// The density of a normal.
  static func density(_ x: Double, _ mean: Double, _ logVariance: Double) -> Double {
    exp(-0.5 * (log(2 * .pi) + logVariance + (x - mean) * (x - mean) / exp(logVariance)))
  }

  /// The encoder in plain steps, with the skips inside the activation or outside.
  static func naiveMean(_ parameters: Parameters, inside: Bool) throws -> Tensor {
    var top = Self.histories.densified().normalizedRows().unit
    var sum = Tensor(shape: [3, 4])
    for l in 1...5 {
      var out = try MultiVAETests.affine(top, "encoder/layer\(l)", parameters)
      if inside { out.add(sum) }
      out = out.map { $0 / (1 + Float(exp(-Double($0)))) }
      if !inside { out.add(sum) }
      let gain = try #require(parameters["encoder/norm\(l)/gain"])
      let bias = try #require(parameters["encoder/norm\(l)/bias"])
      for r in 0..<3 {
        let row = Array(out.row(r))
        let mean = row.reduce(0, +) / 4
        let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
        for j in 0..<4 {
          let unit = (row[j] - mean) / (variance + 0.1).squareRoot()
          out.scalars[r * 4 + j] = gain.scalars[j] * unit + bias.scalars[j]
        }
      }
      top = out
      sum.add(top)
    }
    return try MultiVAETests.affine(top, "encoder/mean", parameters)
  }
}

/// PyTorch 2.13, CPU, single precision.
private enum Torch {
  static let mean = Tensor(
    shape: [3, 3],
    scalars: [
      0.338401, 0.215267, 0.062999, 0.110846, -0.09235, -0.283046, -0.667393, -1.025678, -1.245141,
    ])
  static let logVariance = Tensor(
    shape: [3, 3],
    scalars: [
      -0.432859, -0.38076, -0.277127, -0.373955, -0.201623, -0.002003, -0.003255, 0.467087,
      0.874211,
    ])
  static let scores = Tensor(
    shape: [3, 6],
    scalars: [
      0.470211, 0.626365, 0.697744, 0.674686, 0.560313, 0.370104,
      0.505363, 0.677303, 0.757573, 0.73531, 0.613525, 0.408703,
      0.593912, 0.78533, 0.870457, 0.837772, 0.691698, 0.452007,
    ])
  /// At the code that is the mean.
  static let divergences: [Float] = [0.568455, 0.378027, 0.299361]
}
