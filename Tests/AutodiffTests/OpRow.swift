// One row of the table of operations: inputs, the operation, and what it must give on a hand-worked
// case.
import Autodiff
import TestSupport
import Tensors
import Testing

/// An operation under test.
struct OpRow: Sendable, CustomTestStringConvertible {
  let name: String
  /// Where the law is checked: away from kinks and poles.
  let inputs: [Tensor]
  /// Largest step of the central differences: smaller where the operation is only defined nearby.
  var scale: Float = 1
  let operation: @Sendable ([Variable]) -> Variable
  /// A hand-worked case: inputs and result.
  let fact: (inputs: [Tensor], result: Tensor)?

  init(
    _ name: String, _ inputs: [Tensor], scale: Float = 1,
    fact: (inputs: [Tensor], result: Tensor)? = nil,
    _ operation: @escaping @Sendable ([Variable]) -> Variable
  ) {
    self.name = name
    self.inputs = inputs
    self.scale = scale
    self.fact = fact
    self.operation = operation
  }

  var testDescription: String { name }

  /// The law on every input.
  func laws() -> [GradientLaw] {
    let (parameters, handles) = KeyedTensors.parameters(inputs)
    return GradientLaw.check(parameters, scale: scale) { graph in
      operation(handles.map { graph($0) })
    }
  }

  /// The result on given inputs, in training.
  func result(_ inputs: [Tensor]) -> Tensor {
    let (parameters, handles) = KeyedTensors.parameters(inputs)
    let graph = Graph(training: parameters, key: RandomKey(seed: 7))
    return operation(handles.map { graph($0) }).value
  }
}

/// A matrix in rows, for hand-worked cases.
func matrix(_ rows: [[Float]]) -> Tensor {
  Tensor(shape: [rows.count, rows.first?.count ?? 0], scalars: rows.flatMap { $0 })
}

/// A vector, for hand-worked cases.
func vector(_ scalars: [Float]) -> Tensor { Tensor(shape: [scalars.count], scalars: scalars) }
