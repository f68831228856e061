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

  /// Bags in groups of every size, tables that end in every width the kernels have.
  static let extents = [(k: 1, n: 5), (k: 3, n: 16), (k: 4, n: 23), (k: 7, n: 100), (k: 6, n: 65)]

  @Test(arguments: extents) func `bags equal the dense product`(_ extents: (k: Int, n: Int)) {
    let (k, n) = extents
    let weights = KeyedTensors.normal([Self.rows.entries, k], Self.key.child("weights"))
    let table = KeyedTensors.normal([Self.rows.columns, n], Self.key.child("table"))
    let bags = Self.rows.bags(weights: weights, of: table)
    #expect(bags.shape == [Self.rows.rows * k, n])
    for j in 0..<k {
      let truth = Self.dense(weights, j).product(table)
      let mine = bags.selectingRows((0..<Int32(Self.rows.rows)).map { $0 * Int32(k) + Int32(j) })
      // Sums of about eight terms in another order.
      #expect(Closeness.relative(mine, truth) < 1e-6)
    }
    #expect(bags.row(3 * k).allSatisfy { $0 == 0 })
  }

  @Test(arguments: extents)
  func `gradients of bags equal those of the dense product`(_ extents: (k: Int, n: Int)) {
    let (k, n) = extents
    let weights = KeyedTensors.normal([Self.rows.entries, k], Self.key.child("weights"))
    let table = KeyedTensors.normal([Self.rows.columns, n], Self.key.child("table"))
    let upstream = KeyedTensors.normal([Self.rows.rows * k, n], Self.key.child("upstream"))
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
          // A dot product of up to 100 normal numbers.
          #expect(abs(gradient.weights[e, j] - truth) < 1e-4)
        }
      }
    }
    #expect(Closeness.relative(gradient.table, tableTruth) < 1e-6)
  }

  @Test func `rows without entries make empty bags and no gradient`() {
    let none = SparseRows(columns: 4, rows: [[], []])
    let table = KeyedTensors.normal([4, 5], Self.key.child("table"))
    let weights = Tensor(shape: [0, 3])
    let upstream = Tensor(shape: [6, 5], repeating: 1)
    #expect(none.bags(weights: weights, of: table) == Tensor(shape: [6, 5]))
    let gradient = none.bagsGradient(weights: weights, of: table, upstream: upstream)
    #expect(gradient.weights == weights)
    #expect(gradient.table == Tensor(shape: [4, 5]))
  }

  @Test func `one thread and two give the same bits`() {
    let weights = KeyedTensors.normal([Self.rows.entries, 3], Self.key.child("weights"))
    let table = KeyedTensors.normal([Self.rows.columns, 100], Self.key.child("table"))
    let upstream = KeyedTensors.normal([Self.rows.rows * 3, 100], Self.key.child("upstream"))
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
