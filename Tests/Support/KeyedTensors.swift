// Inputs for laws: tensors and histories drawn from a key, the same on every run and machine.
public import Autodiff
public import Tensors

/// Random inputs from keys.
public enum KeyedTensors {
  /// Independent standard normals, times `scale`.
  public static func normal(_ shape: [Int], _ key: RandomKey, scale: Float = 1) -> Tensor {
    RandomNormals.tensor(shape, key) * scale
  }

  /// Independent uniforms.
  public static func uniform(
    _ shape: [Int], _ key: RandomKey, in range: ClosedRange<Float>
  ) -> Tensor {
    let count = shape.reduce(1, *)
    let width = range.upperBound - range.lowerBound
    return Tensor(
      shape: shape,
      scalars: (0..<count).map { range.lowerBound + width * key.uniform(at: $0) })
  }

  /// Histories in which every item occurs with probability `density`; row `empty` has none.
  public static func histories(
    rows: Int, columns: Int, density: Float, _ key: RandomKey, empty: Int? = nil
  ) -> SparseRows {
    SparseRows(
      columns: columns,
      rows: (0..<rows).map { row in
        guard row != empty else { return [] }
        let key = key.child(row)
        return (0..<Int32(columns)).filter { key.uniform(at: Int($0)) < density }
      })
  }

  /// Parameters that hold the given tensors, `input0`, `input1`, …, and their handles.
  public static func parameters(_ tensors: [Tensor]) -> (Parameters, [Parameter]) {
    var builder = ParameterBuilder(key: nil)
    let handles = tensors.indices.map { builder.declare("input\($0)", tensors[$0].shape, .zeros) }
    var parameters = builder.parameters
    for (handle, tensor) in zip(handles, tensors) { parameters[handle] = tensor }
    return (parameters, handles)
  }
}
