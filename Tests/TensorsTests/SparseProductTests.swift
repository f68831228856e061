// Bags over sparse rows are the product with the same rows made dense; so are their gradients.
import TestSupport
import Testing

@testable import Tensors

struct SparseProductTests {
  static let key = RandomKey(seed: 12)
  static let rows = KeyedTensors.histories(
    rows: 70, columns: 40, density: 0.2, key.child("rows"), empty: 3)

  /// The rows with bag `k`'s weights in their cells, `[rows, columns]`.
  static func dense(_ weights: Tensor, _ k: Int) -> Tensor {
    var dense = Tensor(shape: [rows.rows, rows.columns])
    for r in 0..<rows.rows {
      for e in rows.offsets[r]..<rows.offsets[r + 1] {
        dense[r, Int(rows.indices[e])] = weights[e, k]
      }
    }
    return dense
  }

  @Test(arguments: [1, 3]) func `bags equal the dense product`(_ k: Int) {
    let weights = KeyedTensors.normal([Self.rows.entries, k], Self.key.child("weights"))
    let table = KeyedTensors.normal([Self.rows.columns, 5], Self.key.child("table"))
    let bags = Self.rows.bags(weights: weights, of: table)
    #expect(bags.shape == [Self.rows.rows * k, 5])
    for j in 0..<k {
      let truth = Self.dense(weights, j).product(table)
      let mine = bags.selectingRows((0..<Int32(Self.rows.rows)).map { $0 * Int32(k) + Int32(j) })
      // Sums of about eight terms in another order.
      #expect(Closeness.relative(mine, truth) < 1e-6)
    }
    #expect(bags.row(3 * k).allSatisfy { $0 == 0 })
  }

  @Test(arguments: [1, 3]) func `gradients of bags equal those of the dense product`(_ k: Int) {
    let weights = KeyedTensors.normal([Self.rows.entries, k], Self.key.child("weights"))
    let table = KeyedTensors.normal([Self.rows.columns, 5], Self.key.child("table"))
    let upstream = KeyedTensors.normal([Self.rows.rows * k, 5], Self.key.child("upstream"))
    let gradient = Self.rows.bagsGradient(weights: weights, of: table, upstream: upstream)
    var tableTruth = Tensor(shape: table.shape)
    for j in 0..<k {
      let part = upstream.selectingRows(
        (0..<Int32(Self.rows.rows)).map { $0 * Int32(k) + Int32(j) })
      tableTruth.add(Self.dense(weights, j).product(part, transposingSelf: true))
      let cells = part.product(table, transposingOther: true)
      for r in 0..<Self.rows.rows {
        for e in Self.rows.offsets[r]..<Self.rows.offsets[r + 1] {
          let truth = cells[r, Int(Self.rows.indices[e])]
          #expect(abs(gradient.weights[e, j] - truth) < 1e-5)
        }
      }
    }
    #expect(Closeness.relative(gradient.table, tableTruth) < 1e-6)
  }

  @Test func `one thread and two give the same bits`() {
    let weights = KeyedTensors.normal([Self.rows.entries, 3], Self.key.child("weights"))
    let table = KeyedTensors.normal([Self.rows.columns, 5], Self.key.child("table"))
    let upstream = KeyedTensors.normal([Self.rows.rows * 3, 5], Self.key.child("upstream"))
    func run() -> [Tensor] {
      let gradient = Self.rows.bagsGradient(weights: weights, of: table, upstream: upstream)
      return [Self.rows.bags(weights: weights, of: table), gradient.weights, gradient.table]
    }
    #expect(ThreadCount.with(1, run) == ThreadCount.with(2, run))
  }

  @Test func `entries are found by column in the order of their rows`() {
    let order = EntriesByColumn(SparseRows(columns: 3, rows: [[0, 2], [], [2], [0, 1, 2]]))
    #expect(order.starts == [0, 2, 3, 6])
    #expect(order.entries == [0, 3, 4, 1, 2, 5])
    #expect(order.rows == [0, 3, 3, 0, 2, 3])
  }
}
