import Autodiff
import TestSupport
import Tensors
import Testing

/// Every operation that can be differentiated: a hand-worked value and the gradient law. Adding an
/// operation adds a row to `ops`.
@Suite struct OpsTests {
  @Test(arguments: ops) func `the gradient obeys the law of central differences`(_ op: OpRow) {
    for law in op.laws() {
      #expect(law.holds, "\(law.name): difference \(law.difference), order \(law.order ?? .nan)")
    }
  }

  @Test(arguments: ops.filter { $0.fact != nil })
  func `the value is what the formula says`(_ op: OpRow) throws {
    let fact = try #require(op.fact)
    let result = op.result(fact.inputs)
    let difference = Closeness.relative(result, fact.result)
    // Hand-worked to six digits.
    #expect(difference < 2e-6, "\(result) for \(fact.result)")
  }

  @Test func `the law is seen to fail on wrong pullbacks`() {
    let x = KeyedTensors.normal([3, 4], RandomKey(seed: 1))
    func laws(_ wrong: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> [GradientLaw] {
      OpRow("wrong tanh", [x]) { inputs in
        let y = inputs[0].value.tanh()
        return inputs[0].graph.record(y, from: inputs[0]) { [wrong($0, y)] }
      }.laws()
    }
    #expect(laws { $0.tanhPullback($1) }.allSatisfy { $0.holds })
    // A forgotten factor, a sign, a term that is one per cent off, nothing at all, one wrong
    // element.
    #expect(laws { dy, _ in dy }.allSatisfy { !$0.holds })
    #expect(laws { $0.tanhPullback($1) * -1 }.allSatisfy { !$0.holds })
    #expect(laws { $0.tanhPullback($1) * 1.01 }.allSatisfy { !$0.holds })
    #expect(laws { dy, _ in Tensor(shape: dy.shape) }.allSatisfy { !$0.holds })
    #expect(
      laws { dy, y in
        var gradient = dy.tanhPullback(y)
        gradient.scalars[5] = 0
        return gradient
      }.allSatisfy { !$0.holds })
  }

  @Test func `a gradient is zero where a value is held at a floor`() {
    let row = OpRow("log", [vector([1e-3, 0.5])]) { $0[0].log(floor: 0.01) }
    let (parameters, handles) = KeyedTensors.parameters(row.inputs)
    let graph = Graph(training: parameters, key: RandomKey(seed: 0))
    let gradients = graph.gradients(of: row.operation(handles.map { graph($0) }).sum())
    #expect(gradients[handles[0]]?.scalars == [0, 2])
  }
}
