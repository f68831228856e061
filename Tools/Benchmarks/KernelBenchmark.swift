// The vector kernels on 6.6 million floats (26 MB), beside their Swift reference and the memory
// they move.
import Foundation
import Tensors

enum KernelBenchmark {
  static func run() {
    let count = 6_600_000
    let x = Tensor(
      shape: [count], scalars: (0..<count).map { Float($0 % 1000) / 1000 * 8 + 0.1 })
    print(Machine.line())
    let copy = Machine.median((0..<7).map { _ in Machine.seconds { _ = x * 1 } })
    print("copy and scale   \(Machine.fixed(copy * 1000, 2)) ms")
    let kernels: [(String, (Tensor) -> Tensor, (Float) -> Float)] = [
      ("exp", { $0.exp() }, Scalar.exp), ("log", { $0.log() }, Scalar.log),
      ("tanh", { $0.tanh() }, Scalar.tanh),
    ]
    for (name, kernel, reference) in kernels {
      let fast = kernel(x)
      let sample = stride(from: 0, to: count, by: 997)
      guard sample.allSatisfy({ fast.scalars[$0] == reference(x.scalars[$0]) }) else {
        stop("\(name) differs from its reference")
      }
      let time = Machine.median((0..<7).map { _ in Machine.seconds { _ = kernel(x) } })
      let plain = Machine.seconds { _ = x.map(reference) }
      print(
        "\(name)              ".prefix(15)
          + "  \(Machine.fixed(time * 1000, 2)) ms, \(Machine.fixed(Double(count) / time / 1e9, 1)) "
          + "billion/s, reference \(Machine.fixed(plain * 1000, 1)) ms")
    }
  }
}
