// The optimiser: hand-worked steps, and the numbers of PyTorch's own.
import Autodiff
import TestSupport
import Tensors
import Testing

struct AdamTests {
  /// Gradients of a loss `Σ w·g`, so exactly `g`.
  static func gradients(_ g: Tensor, _ parameters: Parameters, _ handle: Parameter) -> Gradients {
    let graph = Graph(training: parameters, key: RandomKey(seed: 0))
    return graph.gradients(of: (graph(handle) * graph.constant(g)).sum())
  }

  @Test func `the first step moves every weight by the learning rate against its gradient's sign`()
  {
    // m̂ = g and v̂ = g², so the step is lr·g/(|g| + ε) whatever the size of g.
    var (parameters, handles) = KeyedTensors.parameters([vector([1, 1, 1])])
    var adam = Adam(parameters, learningRate: 0.1)
    adam.step(&parameters, Self.gradients(vector([2, -0.001, 100]), parameters, handles[0]))
    for (mine, truth) in zip(parameters[handles[0]].scalars, [0.9, 1.1, 0.9] as [Float]) {
      #expect(abs(mine - truth) < 1e-5)
    }
    #expect(abs(adam.first[0].scalars[0] - 0.2) < 1e-6)
    #expect(abs(adam.second[0].scalars[0] - 0.004) < 1e-6)
  }

  @Test func `the second step by hand`() {
    // β1 = 0.5, β2 = 0.75; g = 1 then 2. m = 0.5, 1.25, m̂ = 1.25/0.75; v = 0.25, 1.1875,
    // v̂ = 1.1875/0.4375. w = 0 − 0.1·1 − 0.1·1.666667/1.647508 = −0.2011629
    var (parameters, handles) = KeyedTensors.parameters([vector([0])])
    var adam = Adam(parameters, learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0)
    for g in [1, 2] as [Float] {
      adam.step(&parameters, Self.gradients(vector([g]), parameters, handles[0]))
    }
    #expect(abs(parameters[handles[0]].scalars[0] + 0.2011629) < 1e-6)
  }

  // torch.optim.Adam(lr=0.01) on w = [1, -0.5, 0.25, 2]; at step s (from 1) the gradient of element
  // i is (0.3·(i+1) − 0.1·s) · (−1)^i, times 10 at step 3:
  //   w.grad = torch.tensor([(0.3*(i+1) - 0.1*s) * (-1.0)**i * (10.0 if s == 3 else 1.0)
  //                          for i in range(4)]); o.step(); print([f"{x:.9g}" for x in w.tolist()])
  static let torch: [[Float]] = [
    [0.99000001, -0.49000001, 0.239999995, 2.00999999],
    [0.980678201, -0.480118752, 0.230056822, 2.01996398],
    [0.973472416, -0.472277969, 0.222426653, 2.02752113],
    [0.970460653, -0.465490609, 0.21572195, 2.03419566],
    [0.971943557, -0.459579259, 0.209710568, 2.04023695],
    [0.976466417, -0.454484433, 0.204280034, 2.04577351],
  ]

  @Test func `six steps agree with PyTorch`() {
    var (parameters, handles) = KeyedTensors.parameters([vector([1, -0.5, 0.25, 2])])
    var adam = Adam(parameters, learningRate: 0.01)
    for (index, expected) in Self.torch.enumerated() {
      let s = Double(index + 1)
      let size = s == 3 ? 10.0 : 1
      let g = (0..<4).map { i -> Float in
        let sign: Double = i % 2 == 0 ? size : -size
        return Float((0.3 * Double(i + 1) - 0.1 * s) * sign)
      }
      adam.step(&parameters, Self.gradients(vector(g), parameters, handles[0]))
      for (mine, theirs) in zip(parameters[handles[0]].scalars, expected) {
        // One step is 0.01; PyTorch's β2 is the double 0.999, ours the nearest float.
        #expect(abs(mine - theirs) < 5e-7, "step \(index + 1): \(mine) for \(theirs)")
      }
    }
  }

  @Test func `a parameter without a gradient neither moves nor ages`() {
    var (parameters, handles) = KeyedTensors.parameters([vector([1]), vector([2])])
    var adam = Adam(parameters, learningRate: 0.1)
    adam.step(&parameters, Self.gradients(vector([1]), parameters, handles[0]))
    #expect(adam.steps == [1, 0])
    #expect(parameters[handles[1]].scalars == [2])
    #expect(adam.second[1].scalars == [0])
  }

  @Test func `an optimiser continued from its moments makes the same bits`() {
    let g = KeyedTensors.normal([50], RandomKey(seed: 3))
    var (whole, handles) = KeyedTensors.parameters([KeyedTensors.normal([50], RandomKey(seed: 4))])
    var adam = Adam(whole, learningRate: 0.01)
    for _ in 0..<3 { adam.step(&whole, Self.gradients(g, whole, handles[0])) }
    var resumed = Adam(
      resuming: Adam(whole, learningRate: 0.01), steps: adam.steps, first: adam.first,
      second: adam.second)
    var copy = whole
    adam.step(&whole, Self.gradients(g, whole, handles[0]))
    resumed.step(&copy, Self.gradients(g, copy, handles[0]))
    #expect(copy == whole)
    #expect(resumed == adam)
  }
}
