internal import CKernels

/// Sparse–dense products for histories: the first layer of an encoder, at a cost of its entries.
///
/// A *bag* is a weighted sum of table rows. Every entry carries `K` weights, so one history makes
/// `K` bags (one per concept in MacridVAE, one in Mult-VAE):
/// `out[(u, k)] = Σ_{e ∈ row u} weights[e, k] · table[column(e)]`.
extension SparseRows {
  /// Rows or columns per chunk of parallel work.
  private static var chunk: Int { 32 }

  /// The bags of every row. `weights` is `[entries, K]`, `table` `[columns, n]`; the result is
  /// `[rows·K, n]`, row `u·K + k` for bag `k` of row `u`. O(entries · K · n).
  public func bags(weights: Tensor, of table: Tensor) -> Tensor {
    let k = requireBags(weights, table)
    let n = table.columns
    let scalars = [Float](unsafeUninitializedCapacity: rows * k * n) { out, count in
      out.initialize(repeating: 0)
      weights.scalars.withUnsafeBufferPointer { w in
        table.scalars.withUnsafeBufferPointer { t in
          Parallel.forChunks(of: rows, size: Self.chunk) { users in
            for u in users {
              for e in offsets[u]..<offsets[u + 1] {
                let source = t.baseAddress! + Int(indices[e]) * n
                for j in 0..<k where w[e * k + j] != 0 {
                  facet_axpy(n, w[e * k + j], source, out.baseAddress! + (u * k + j) * n)
                }
              }
            }
          }
        }
      }
      count = rows * k * n
    }
    return Tensor(shape: [rows * k, n], scalars: scalars)
  }

  /// Gradients of `bags` with respect to weights `[entries, K]` and table `[columns, n]`, given the
  /// gradient of its result. With `droppingZeros` the gradient of a weight that is zero is left at
  /// zero: right when dropout made it so, and it saves half the work. Works column by column, so
  /// that each table row is written by one thread and sums run in the order of the rows. O(entries
  /// · K · n + columns · n).
  public func bagsGradient(
    weights: Tensor, of table: Tensor, upstream: Tensor, droppingZeros: Bool = false
  ) -> (weights: Tensor, table: Tensor) {
    let k = requireBags(weights, table)
    let n = table.columns
    precondition(
      upstream.rows == rows * k && upstream.columns == n,
      "bags gradient: upstream \(upstream.shape) for \(rows)·\(k) bags of width \(n)")
    let order = EntriesByColumn(self)
    var weightGradient = Tensor(shape: weights.shape)
    var tableGradient = Tensor(shape: table.shape)
    weightGradient.scalars.withUnsafeMutableBufferPointer { dw in
      tableGradient.scalars.withUnsafeMutableBufferPointer { dt in
        weights.scalars.withUnsafeBufferPointer { w in
          table.scalars.withUnsafeBufferPointer { t in
            upstream.scalars.withUnsafeBufferPointer { g in
              Parallel.forChunks(of: columns, size: 4 * Self.chunk) { range in
                for column in range {
                  let row = t.baseAddress! + column * n
                  let target = dt.baseAddress! + column * n
                  for p in order.starts[column]..<order.starts[column + 1] {
                    let e = Int(order.entries[p])
                    let bag = g.baseAddress! + Int(order.rows[p]) * k * n
                    for j in 0..<k where !(droppingZeros && w[e * k + j] == 0) {
                      dw[e * k + j] = facet_dot_axpy(
                        n, w[e * k + j], row, bag + j * n, target)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return (weightGradient, tableGradient)
  }

  private func requireBags(_ weights: Tensor, _ table: Tensor) -> Int {
    precondition(
      weights.rows == entries && table.rows == columns,
      "bags: weights \(weights.shape) for \(entries) entries, table \(table.shape) for \(columns) "
        + "columns")
    return weights.columns
  }
}

/// The entries of sparse rows in the order of their columns (a counting sort). O(entries +
/// columns).
struct EntriesByColumn {
  /// Column `c` owns positions `starts[c] ..< starts[c + 1]`.
  private(set) var starts: [Int]
  /// Entry at each position; ascending by row within a column.
  private(set) var entries: [Int32]
  /// Row of the entry at each position.
  private(set) var rows: [Int32]

  init(_ sparse: SparseRows) {
    starts = [Int](repeating: 0, count: sparse.columns + 1)
    for column in sparse.indices { starts[Int(column) + 1] += 1 }
    for c in 0..<sparse.columns { starts[c + 1] += starts[c] }
    var next = starts
    entries = [Int32](repeating: 0, count: sparse.entries)
    rows = entries
    for r in 0..<sparse.rows {
      for e in sparse.offsets[r]..<sparse.offsets[r + 1] {
        let column = Int(sparse.indices[e])
        entries[next[column]] = Int32(e)
        rows[next[column]] = Int32(r)
        next[column] += 1
      }
    }
  }
}
