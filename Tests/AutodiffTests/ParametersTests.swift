// Names, paths and first values of parameters.
import Autodiff
import TestSupport
import Tensors
import Testing

struct ParametersTests {
  @Test func `copying goes by path and touches nothing else`() {
    var builder = ParameterBuilder(key: RandomKey(seed: 3))
    for path in ["new/a", "new/b", "old/a", "old/b", "newer/a"] {
      _ = builder.declare(path, [3], .truncatedNormal(1))
    }
    let before = builder.parameters
    var after = before
    after.copy(from: "new/", to: "old/")
    #expect(after["old/a"] == before["new/a"] && after["old/b"] == before["new/b"])
    #expect(before["old/a"] != before["new/a"])
    for path in ["new/a", "new/b", "newer/a"] { #expect(after[path] == before[path]) }
  }

  @Test func `paths nest like the layers do`() {
    var builder = ParameterBuilder(key: nil)
    _ = builder.scope("encoder") { builder in
      (builder.scope("hidden") { Linear(3, 2, in: &$0) }, builder.declare("scale", [1], .zeros))
    }
    _ = builder.declare("items", [4, 2], .zeros)
    #expect(
      builder.parameters.names
        == ["encoder/hidden/weight", "encoder/hidden/bias", "encoder/scale", "items"])
    #expect(builder.parameters.scalarCount == 6 + 2 + 1 + 8)
  }

  @Test func `another layer does not move the first values of the rest`() {
    func items(_ withLayer: Bool) -> Tensor? {
      var builder = ParameterBuilder(key: RandomKey(seed: 1))
      if withLayer { _ = Linear(3, 3, in: &builder) }
      _ = builder.declare("items", [4, 2], .glorotUniform)
      return builder.parameters["items"]
    }
    #expect(items(true) == items(false))
  }

  @Test func `without a key everything starts at zero`() {
    var builder = ParameterBuilder(key: nil)
    _ = Linear(3, 3, in: &builder)
    #expect(builder.parameters.tensors.allSatisfy { $0.scalars.allSatisfy { $0 == 0 } })
  }

  @Test func `glorot fills its interval evenly`() {
    var builder = ParameterBuilder(key: RandomKey(seed: 2))
    _ = builder.declare("w", [300, 200], .glorotUniform)
    let scalars = builder.parameters.tensors[0].scalars
    let limit = (6.0 / 500).squareRoot()
    #expect(scalars.allSatisfy { abs(Double($0)) <= limit })
    // Variance limit²/3, with a relative error of about sqrt(0.8/n).
    let variance = scalars.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(scalars.count)
    #expect(abs(variance / (limit * limit / 3) - 1) < 0.02)
  }

  @Test func `truncated normals stay within two deviations`() {
    var builder = ParameterBuilder(key: RandomKey(seed: 3))
    _ = builder.declare("b", [20_000], .truncatedNormal(0.001))
    let scalars = builder.parameters.tensors[0].scalars
    #expect(scalars.allSatisfy { abs($0) <= 0.002001 })
    // A normal cut at two deviations keeps 0.7737 of its variance.
    let variance = scalars.reduce(0.0) { $0 + Double($1) * Double($1) } / 20_000
    #expect(abs(variance / 0.7737e-6 - 1) < 0.04)
  }

  @Test func `replacing asks for a known name and the same shape`() {
    var (parameters, handles) = KeyedTensors.parameters([vector([1, 2])])
    let accepted = parameters.replace("input0", with: vector([3, 4]))
    let unknown = parameters.replace("input9", with: vector([3, 4]))
    let misshapen = parameters.replace("input0", with: vector([3]))
    #expect(accepted && !unknown && !misshapen)
    #expect(parameters[handles[0]].scalars == [3, 4])
  }

  @Test func `an affine layer by hand, dense and sparse`() {
    var builder = ParameterBuilder(key: nil)
    let dense = builder.scope("dense") { Linear(2, 2, in: &$0) }
    let sparse = builder.scope("sparse") { SparseLinear(3, 2, in: &$0) }
    var parameters = builder.parameters
    parameters[dense.weight] = matrix([[1, 2], [3, 4]])
    parameters[dense.bias] = vector([10, 20])
    parameters[sparse.weight] = matrix([[1, 0], [0, 1], [5, 5]])
    parameters[sparse.bias] = vector([0, 1])
    let graph = Graph(inference: parameters)
    #expect(dense(graph.constant(matrix([[1, 1]]))).value == matrix([[14, 26]]))
    // Two bags of one history: all of item 0 and half of item 2; nothing of either.
    let rows = SparseRows(columns: 3, rows: [[0, 2]])
    let weights = graph.constant(matrix([[1, 0], [0.5, 0]]))
    #expect(sparse(weights, over: rows).value == matrix([[3.5, 3.5], [0, 1]]))
  }
}
