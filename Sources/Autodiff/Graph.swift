public import Tensors

/// One pass of a model: the parameters it reads, the mode and the key it runs under, and the record
/// from which gradients are made (reverse-mode differentiation over a tape).
///
/// The graph carries mode and key, so layers take one argument and there is no hidden training
/// flag. It lives for one step, in one task, and is deliberately not `Sendable`. In inference mode
/// nothing is recorded.
public final class Graph {
  /// What the pass is for.
  public enum Mode: Sendable {
    /// Layers draw: dropout, samples, relaxed categories. Gradients are recorded.
    case training
    /// Layers take the central value. Nothing is recorded.
    case inference
  }

  public let mode: Mode
  public let parameters: Parameters
  private let key: RandomKey
  private let derivedValues: DerivedValues?
  private let clock: StageClock?
  private let trained: String
  private var draws = 0
  private var nodes: [Node] = []
  private var parameterVariables: [Int: Variable] = [:]
  private var derivedVariables: [String: Variable] = [:]

  private struct Node {
    let inputs: [Int]
    let parameter: Int?
    let pullback: ((Tensor) -> [Tensor?])?
  }

  /// A training pass. Draws come from children of `key`, one per draw in the order of the
  /// operations. Parameters whose path does not start with `trains` are constants of the pass. With
  /// a clock, `measure` tells it where time goes.
  public init(
    training parameters: Parameters, key: RandomKey, trains: String = "",
    clock: StageClock? = nil
  ) {
    mode = .training
    trained = trains
    self.clock = clock
    self.parameters = parameters
    self.key = key
    derivedValues = nil
  }

  /// An inference pass. `derived` keeps what depends on the parameters alone, from pass to pass.
  public init(
    inference parameters: Parameters, derived: DerivedValues? = nil,
    key: RandomKey = RandomKey(seed: 0)
  ) {
    mode = .inference
    trained = ""
    clock = nil
    self.parameters = parameters
    self.key = key
    derivedValues = derived
  }

  /// True when layers draw and gradients are recorded.
  public var isTraining: Bool { mode == .training }

  /// A parameter as a variable; the same one however often it is asked for.
  public func callAsFunction(_ parameter: Parameter) -> Variable {
    if let known = parameterVariables[parameter.index] { return known }
    var node: Int?
    if isTraining, parameters.names[parameter.index].hasPrefix(trained) {
      nodes.append(Node(inputs: [], parameter: parameter.index, pullback: nil))
      node = nodes.count - 1
    }
    let variable = Variable(value: parameters[parameter], graph: self, node: node)
    parameterVariables[parameter.index] = variable
    return variable
  }

  /// A tensor that gradients stop at.
  public func constant(_ value: Tensor) -> Variable {
    Variable(value: value, graph: self, node: nil)
  }

  /// Something that depends on the parameters alone, under a name: made once a pass, and at
  /// inference once for as long as the parameters stay.
  public func derived(_ name: String, _ body: () -> Variable) -> Variable {
    if let known = derivedVariables[name] { return known }
    let variable: Variable
    if let derivedValues, !isTraining {
      variable = constant(derivedValues.value(name) { body().value })
    } else {
      variable = body()
    }
    derivedVariables[name] = variable
    return variable
  }

  /// Runs a part of the pass, its time told to the clock when there is one.
  public func measure<Result>(_ stage: String, _ body: () -> Result) -> Result {
    guard let clock else { return body() }
    return clock.measure(stage, body)
  }

  /// The key of the next draw.
  public func nextKey() -> RandomKey {
    draws += 1
    return key.child(draws - 1)
  }

  /// Records the result of an operation. The pullback takes the gradient at the result and returns
  /// the gradient at each input, `nil` where there is none.
  public func record(
    _ value: Tensor, from inputs: Variable..., pullback: @escaping (Tensor) -> [Tensor?]
  ) -> Variable {
    guard isTraining, inputs.contains(where: { $0.node != nil }) else { return constant(value) }
    nodes.append(
      Node(inputs: inputs.map { $0.node ?? -1 }, parameter: nil, pullback: pullback))
    return Variable(value: value, graph: self, node: nodes.count - 1)
  }

  /// Gradients of a scalar with respect to the parameters whose path starts with `prefix`. Traps
  /// when the variable is not a scalar.
  public func gradients(of loss: Variable, prefix: String = "") -> Gradients {
    precondition(loss.value.count == 1, "gradients: of shape \(loss.value.shape), not a scalar")
    var gradients = Gradients(count: parameters.count)
    guard let last = loss.node else { return gradients }
    var adjoints = [Tensor?](repeating: nil, count: last + 1)
    adjoints[last] = Tensor(shape: loss.value.shape, repeating: 1)
    for index in stride(from: last, through: 0, by: -1) {
      guard let adjoint = adjoints[index] else { continue }
      adjoints[index] = nil
      let node = nodes[index]
      if let parameter = node.parameter {
        if parameters.names[parameter].hasPrefix(prefix) { gradients[parameter] = adjoint }
        continue
      }
      guard let pullback = node.pullback else { continue }
      for (input, gradient) in zip(node.inputs, pullback(adjoint)) {
        guard input >= 0, let gradient else { continue }
        if adjoints[input] == nil {
          adjoints[input] = gradient
        } else {
          adjoints[input]?.add(gradient)
        }
      }
    }
    return gradients
  }
}

/// Gradients by parameter index; `nil` where the loss does not depend on a parameter.
public struct Gradients: Sendable {
  private var tensors: [Tensor?]

  init(count: Int) { tensors = [Tensor?](repeating: nil, count: count) }

  public internal(set) subscript(index: Int) -> Tensor? {
    get { tensors[index] }
    set { tensors[index] = newValue }
  }

  public subscript(parameter: Parameter) -> Tensor? { tensors[parameter.index] }

  /// Index of the first parameter whose gradient holds an infinity or not a number.
  public var firstNotFinite: Int? { tensors.firstIndex { $0.map { !$0.isFinite } ?? false } }
}
