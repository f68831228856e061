// Recurrent layers against loops over one sequence and one unit at a time, as the papers write them.
import Autodiff
import TestSupport
import Tensors
import Testing

@Suite struct RecurrentTests {
  static let key = RandomKey(seed: 60)
  /// Lengths 3, 0, 1, 5, 2.
  static let offsets = [0, 3, 3, 4, 9, 11]
  static let steps = PackedSteps(offsets: offsets)
  static let (inputs, hidden) = (4, 3)
  /// Steps sequence after sequence. `[11, 4]`
  static let x = KeyedTensors.normal([11, inputs], key.child("x"))

  /// A layer with parameters of deviation one half.
  private func layer<Layer>(
    _ make: (inout ParameterBuilder) -> Layer
  ) -> (Layer, Parameters) {
    var builder = ParameterBuilder(key: Self.key)
    let layer = make(&builder)
    var parameters = builder.parameters
    for (name, tensor) in zip(parameters.names, parameters.tensors) {
      let spread = KeyedTensors.normal(tensor.shape, Self.key.child(name), scale: 0.5)
      _ = parameters.replace(name, with: spread)
    }
    return (layer, parameters)
  }

  private func packed(_ graph: Graph) -> Variable {
    graph.constant(Self.x).selectingRows(Self.steps.steps)
  }

  /// States of packed rows, brought back to sequence after sequence.
  private func unpacked(_ states: Variable) -> Tensor {
    states.selectingRows(Self.steps.places).value
  }

  private func logistic(_ x: Float) -> Float { 1 / (1 + Scalar.exp(-x)) }

  /// x·W + b and h·U, a column.
  private func affine(_ x: ArraySlice<Float>, _ w: Tensor, _ b: Tensor?, _ column: Int) -> Float {
    zip(x, 0..<w.rows).reduce(b?.scalars[column] ?? 0) {
      $0 + $1.0 * w.scalars[$1.1 * w.columns + column]
    }
  }

  private func naiveLSTM(_ parameters: Parameters, at path: String = "") throws -> Tensor {
    let w = try #require(parameters[path + "weight"])
    let b = try #require(parameters[path + "bias"])
    let u = try #require(parameters[path + "recurrent"])
    let h = Self.hidden
    var out = Tensor(shape: [Self.x.rows, h])
    for (start, end) in zip(Self.offsets, Self.offsets.dropFirst()) {
      var state = [Float](repeating: 0, count: h)
      var cell = state
      for step in start..<end {
        let sums = (0..<4 * h).map {
          affine(Self.x.row(step), w, b, $0) + affine(state[...], u, nil, $0)
        }
        for j in 0..<h {
          cell[j] =
            logistic(sums[h + j]) * cell[j] + logistic(sums[j]) * Scalar.tanh(sums[2 * h + j])
          state[j] = logistic(sums[3 * h + j]) * Scalar.tanh(cell[j])
          out.scalars[step * h + j] = state[j]
        }
      }
    }
    return out
  }

  @Test func `an LSTM over packed sequences is the loop over each of them`() throws {
    let (lstm, parameters) = layer { LSTM(Self.inputs, Self.hidden, in: &$0) }
    let graph = Graph(inference: parameters)
    let states = unpacked(lstm(packed(graph), Self.steps))
    #expect(Closeness.relative(states, try naiveLSTM(parameters)) < 1e-6)
  }

  @Test func `a GRU over packed sequences is the loop over each of them`() throws {
    let (gru, parameters) = layer { GRU(Self.inputs, Self.hidden, in: &$0) }
    let graph = Graph(inference: parameters)
    let states = unpacked(gru(packed(graph), Self.steps))
    let w = try #require(parameters["weight"])
    let b = try #require(parameters["bias"])
    let u = try #require(parameters["recurrent"])
    let c = try #require(parameters["recurrentBias"])
    let h = Self.hidden
    var naive = Tensor(shape: [Self.x.rows, h])
    for (start, end) in zip(Self.offsets, Self.offsets.dropFirst()) {
      var state = [Float](repeating: 0, count: h)
      for step in start..<end {
        let x = (0..<3 * h).map { affine(Self.x.row(step), w, b, $0) }
        let r = (0..<3 * h).map { affine(state[...], u, c, $0) }
        for j in 0..<h {
          let reset = logistic(x[j] + r[j])
          let keep = logistic(x[h + j] + r[h + j])
          let fresh = Scalar.tanh(x[2 * h + j] + reset * r[2 * h + j])
          state[j] = (1 - keep) * fresh + keep * state[j]
          naive.scalars[step * h + j] = state[j]
        }
      }
    }
    #expect(Closeness.relative(states, naive) < 1e-6)
  }

  @Test func `single steps go where the whole pass goes`() {
    let (lstm, parameters) = layer { LSTM(Self.inputs, Self.hidden, in: &$0) }
    let graph = Graph(inference: parameters)
    let whole = unpacked(lstm(packed(graph), Self.steps))
    // The longest sequence, alone.
    var state = lstm.start(1, on: graph)
    for step in 4..<9 {
      state = lstm.step(graph.constant(Self.x.rows(step..<step + 1)), state)
      #expect(Closeness.relative(state.output.value, whole.rows(step..<step + 1)) < 1e-6)
    }
  }

  @Test func `backwards is forwards over the reversed sequences`() {
    let (lstm, parameters) = layer { LSTM(Self.inputs, Self.hidden, in: &$0) }
    let graph = Graph(inference: parameters)
    let backwards = unpacked(lstm(packed(graph), Self.steps, backwards: true))
    for (start, end) in zip(Self.offsets, Self.offsets.dropFirst()) where end > start {
      var state = lstm.start(1, on: graph)
      for step in (start..<end).reversed() {
        state = lstm.step(graph.constant(Self.x.rows(step..<step + 1)), state)
        #expect(Closeness.relative(state.output.value, backwards.rows(step..<step + 1)) < 1e-6)
      }
    }
  }

  @Test func `a sequence does not hear of its neighbours`() {
    let (both, parameters) = layer { BidirectionalLSTM(Self.inputs, Self.hidden, in: &$0) }
    let graph = Graph(inference: parameters)
    let states = both(packed(graph), Self.steps)
    let summary = both.summary(states, Self.steps).value
    let alone = PackedSteps(offsets: [0, 2])
    let own = both(graph.constant(Self.x.rows(9..<11)), alone)
    #expect(Closeness.relative(both.summary(own, alone).value, summary.rows(3..<4)) < 1e-6)
    #expect(summary.rows == 4)
  }

  @Test func `no sequence has no states and no gradient that is not finite`() {
    let (both, parameters) = layer { BidirectionalLSTM(Self.inputs, Self.hidden, in: &$0) }
    let graph = Graph(training: parameters, key: Self.key)
    let none = PackedSteps(offsets: [0, 0])
    let states = both(graph.constant(Tensor(shape: [0, Self.inputs])), none)
    let summary = both.summary(states, none)
    #expect(summary.shape == [0, 2 * Self.hidden])
    #expect(graph.gradients(of: summary.sum()).firstNotFinite == nil)
  }

  @Test func `the gradients through layers obey the law`() {
    let (both, one) = layer { BidirectionalLSTM(Self.inputs, Self.hidden, in: &$0) }
    let (gru, two) = layer { GRU(Self.inputs, Self.hidden, in: &$0) }
    let (lstm, three) = layer { LSTM(Self.inputs, Self.hidden, in: &$0) }
    let laws =
      GradientLaw.check(one) { graph in
        let states = both(packed(graph), Self.steps)
        return states.stacked(on: both.summary(states, Self.steps))
      }
      + GradientLaw.check(two) { gru(packed($0), Self.steps) }
      + GradientLaw.check(three) { graph in
        var state = lstm.start(2, on: graph)
        for step in 0..<3 {
          state = lstm.step(graph.constant(Self.x.rows(2 * step..<2 * step + 2)), state)
        }
        return state.output.beside(state.cell)
      }
    for law in laws {
      #expect(law.holds, "\(law.name): difference \(law.difference), order \(law.order ?? .nan)")
    }
  }
}
