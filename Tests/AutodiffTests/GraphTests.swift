// What a graph records, draws and keeps.
import Autodiff
import TestSupport
import Tensors
import Testing

struct GraphTests {
  static let x = KeyedTensors.normal([4, 5], RandomKey(seed: 30))

  @Test func `inference records nothing and has no gradients`() {
    let (parameters, handles) = KeyedTensors.parameters([Self.x])
    let graph = Graph(inference: parameters)
    let loss = graph(handles[0]).tanh().sum()
    #expect(graph.gradients(of: loss)[handles[0]] == nil)
  }

  @Test func `inference takes the central value of everything that draws`() {
    let (parameters, handles) = KeyedTensors.parameters([Self.x])
    let graph = Graph(inference: parameters)
    let x = graph(handles[0])
    #expect(x.dropout(keep: 0.3).value == Self.x)
    #expect(x.gaussianSample(relativeLogVariance: x, priorDeviation: 1).value == Self.x)
    #expect(x.relaxedCategorical().value == Self.x.softmax())
  }

  @Test func `the same key gives the same draws, another key other ones, in each place its own`() {
    let (parameters, handles) = KeyedTensors.parameters([Self.x])
    func draws(_ seed: UInt64) -> [Tensor] {
      let graph = Graph(training: parameters, key: RandomKey(seed: seed))
      let x = graph(handles[0])
      return [x.dropout(keep: 0.5).value, x.dropout(keep: 0.5).value]
    }
    #expect(draws(1) == draws(1))
    #expect(draws(1) != draws(2))
    #expect(draws(1)[0] != draws(1)[1])
  }

  @Test func `gradients of what is used twice add up`() {
    let (parameters, handles) = KeyedTensors.parameters([vector([3])])
    let graph = Graph(training: parameters, key: RandomKey(seed: 0))
    let x = graph(handles[0])
    let loss = (x * x + x * 5).sum()
    #expect(graph.gradients(of: loss)[handles[0]]?.scalars == [11])
  }

  @Test func `parameters that a pass does not train are constants`() {
    var builder = ParameterBuilder(key: RandomKey(seed: 1))
    let a = builder.declare("encoder/a", [2, 2], .glorotUniform)
    let b = builder.declare("decoder/b", [2, 2], .glorotUniform)
    let c = builder.declare("decoder/c", [2, 2], .glorotUniform)
    func gradients(_ trains: String) -> Gradients {
      let graph = Graph(
        training: builder.parameters, key: RandomKey(seed: 0), trains: trains)
      let y = graph(a).product(graph(b)).product(transposed: graph(c))
      return graph.gradients(of: y.squaredNorm())
    }
    let (all, some) = (gradients(""), gradients("encoder/"))
    #expect(some[b] == nil && some[c] == nil && some[a] == all[a] && all[a] != nil)
    let other = gradients("decoder/")
    #expect(other[a] == nil && other[b] == all[b] && other[c] == all[c])
  }

  @Test func `gradients stop at detached values and at other prefixes`() {
    var builder = ParameterBuilder(key: RandomKey(seed: 1))
    let a = builder.declare("encoder/a", [2], .constant(2))
    let b = builder.declare("decoder/b", [2], .constant(3))
    let graph = Graph(training: builder.parameters, key: RandomKey(seed: 0))
    let loss = (graph(a) * graph(b)).sum()
    #expect(graph.gradients(of: loss)[a]?.scalars == [3, 3])
    let one = graph.gradients(of: loss, prefix: "decoder/")
    #expect(one[a] == nil && one[b]?.scalars == [2, 2])
    let stopped = graph.gradients(of: (graph(a).detached * graph(b)).sum())
    #expect(stopped[a] == nil && stopped[b]?.scalars == [2, 2])
  }

  @Test func `a gradient that is not finite is found by its parameter`() {
    let (parameters, handles) = KeyedTensors.parameters([vector([1]), vector([1])])
    let graph = Graph(training: parameters, key: RandomKey(seed: 0))
    let bad = graph(handles[1]) * graph.constant(vector([.nan]))
    let gradients = graph.gradients(of: (graph(handles[0]) + bad).sum())
    #expect(gradients.firstNotFinite == 1)
  }

  @Test func `derived values are made once a pass, and once for all passes of inference`() {
    let (parameters, handles) = KeyedTensors.parameters([Self.x])
    var made = 0
    func value(_ graph: Graph) -> Tensor {
      graph.derived("twice") {
        made += 1
        return graph(handles[0]) * 2
      }.value
    }
    let kept = DerivedValues()
    for _ in 0..<3 {
      let graph = Graph(inference: parameters, derived: kept)
      #expect(value(graph) == Self.x * 2)
      #expect(value(graph) == Self.x * 2)
    }
    #expect(made == 1)
    let training = Graph(training: parameters, key: RandomKey(seed: 0))
    _ = value(training)
    _ = value(training)
    #expect(made == 2)
  }

  @Test func `gradients flow through derived values in training`() {
    let (parameters, handles) = KeyedTensors.parameters([vector([1, 2])])
    let graph = Graph(training: parameters, key: RandomKey(seed: 0))
    let loss = graph.derived("double") { graph(handles[0]) * 2 }.sum()
    #expect(graph.gradients(of: loss)[handles[0]]?.scalars == [2, 2])
  }
}
