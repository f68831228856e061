import TestSupport
import Testing

@testable import Tensors

struct LayerNormalizationTests {
  @Test(arguments: [1, 15, 16, 17, 600])
  func `standardised rows and their way back are those of plain loops`(_ n: Int) {
    let x = KeyedTensors.normal([3, n], RandomKey(seed: 80), scale: 2)
    let dy = KeyedTensors.normal([3, n], RandomKey(seed: 81))
    let (u, inverses) = x.standardizedRows(epsilon: 0.1)
    let back = dy.standardizedRowsPullback(u, inverses)
    for r in 0..<3 {
      let row = x.row(r).map(Double.init)
      let mean = row.reduce(0, +) / Double(n)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
      let inverse = 1 / (variance + 0.1).squareRoot()
      let unit = row.map { ($0 - mean) * inverse }
      let g = dy.row(r).map(Double.init)
      let plain = g.reduce(0, +) / Double(n)
      let along = zip(g, unit).reduce(0) { $0 + $1.0 * $1.1 } / Double(n)
      #expect(abs(Double(inverses[r]) - inverse) < 1e-5 * inverse)
      for j in 0..<n {
        #expect(abs(Double(u[r, j]) - unit[j]) < 1e-5)
        let truth = inverse * (g[j] - plain - unit[j] * along)
        #expect(abs(Double(back[r, j]) - truth) < 2e-5)
      }
    }
  }

  @Test func `columns are scaled one by one`() {
    let x = Tensor(shape: [2, 2], scalars: [1, 2, 3, 4])
    #expect(x.scalingColumns(Tensor(shape: [2], scalars: [2, -1])).scalars == [2, -2, 6, -4])
  }
}
