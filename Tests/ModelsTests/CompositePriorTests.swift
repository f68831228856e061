import Autodiff
import Models
import TestSupport
import Tensors
import Testing

struct CompositePriorTests {
  /// ln( 0.15 N(z; 0, 1) + 0.75 N(z; μ, e^l) + 0.1 N(z; 0, e¹⁰) ), worked by hand.
  static let cases: [(z: Float, mean: Float, logVariance: Float, truth: Float)] = [
    // φ(0) (0.9 + 0.1 e⁻⁵)
    (0, 0, 0, -1.0235507),
    // 0.15 · 0.2419707 + 0.75 · 0.7978846 + 0.1 · 0.0026880
    (1, 1, -1.3862944, -0.4541652),
    // Far from the old posterior the two others carry the code; far from both the wide one does.
    (-3, 2, -2, -6.9765401),
    (20, 0, 0, -8.2306036),
  ]

  @Test(arguments: cases)
  func `the density is that of the mixture`(
    _ fact: (z: Float, mean: Float, logVariance: Float, truth: Float)
  ) {
    let graph = Graph(inference: Parameters())
    func one(_ x: Float) -> Variable { graph.constant(Tensor(shape: [1, 1], scalars: [x])) }
    let density = CompositePrior().logDensity(
      one(fact.z), oldMean: one(fact.mean), oldLogVariance: one(fact.logVariance)
    ).value.item
    #expect(abs(density - fact.truth) < 3e-6 * abs(fact.truth))
  }

  @Test func `one sample of the divergence is right on average`() {
    // With the standard normal alone the divergence has a closed form.
    let (mean, l): (Float, Float) = (0.5, -0.4)
    let (rows, shape) = (20_000, [20_000, 1])
    var builder = ParameterBuilder(key: RandomKey(seed: 1))
    let any = builder.declare("mean", shape, .constant(mean))
    let graph = Graph(training: builder.parameters, key: RandomKey(seed: 70))
    let logVariance = graph.constant(Tensor(shape: shape, repeating: l))
    let z = graph(any).gaussianSample(relativeLogVariance: logVariance, priorDeviation: 1)
    let own = z.gaussianLogDensity(mean: graph(any), logVariance: logVariance)
    let prior = CompositePrior(weights: (1, 0, 0)).logDensity(
      z, oldMean: graph(any), oldLogVariance: logVariance)
    let samples = (own - prior).value.scalars.map(Double.init)
    let average = samples.reduce(0, +) / Double(rows)
    let truth = 0.5 * Double(mean * mean + Scalar.exp(l) - l - 1)
    let variance = samples.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(rows)
    let error = (variance / Double(rows)).squareRoot()
    // Four standard errors, 0.014 nats; the value is 0.160.
    #expect(abs(average - truth) < 4 * error)
    #expect(error < 0.005)
  }
}
