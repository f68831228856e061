internal import CKernels

/// Sparse–dense products for histories: the first layer of an encoder, at a cost of its entries.
///
/// A *bag* is a weighted sum of table rows. Every entry carries `K` weights, so one history makes
/// `K` bags (one per concept in MacridVAE, one in Mult-VAE):
/// `out[(u, k)] = Σ_{e ∈ row u} weights[e, k] · table[column(e)]`.
extension SparseRows {
  /// Rows per chunk of parallel work.
  private static var chunk: Int { 16 }

  /// The bags of every row. `weights` is `[entries, K]`, `table` `[columns, n]`; the result is
  /// `[rows·K, n]`, row `u·K + k` for bag `k` of row `u`. O(entries · K · n).
  public func bags(weights: Tensor, of table: Tensor) -> Tensor {
    let k = requireBags(weights, table)
    let n = table.columns
    guard entries > 0 else { return Tensor(shape: [rows * k, n]) }
    let scalars = [Float](unsafeUninitializedCapacity: rows * k * n) { out, count in
      forHistories(weights, table) { u, entries, index, weights, table in
        facet_bags(entries, index, k, weights, n, table, out.baseAddress! + u * k * n)
      }
      count = rows * k * n
    }
    return Tensor(shape: [rows * k, n], scalars: scalars)
  }

  /// Gradients of `bags` with respect to weights `[entries, K]` and table `[columns, n]`, given the
  /// gradient of its result. Two passes over the histories, so that a history's upstream rows stay
  /// in the cache; in the second each thread owns a range of the table's columns, and sums run in
  /// the order of the rows whatever the number of threads. O(entries · K · n + columns · n).
  public func bagsGradient(
    weights: Tensor, of table: Tensor, upstream: Tensor
  ) -> (weights: Tensor, table: Tensor) {
    let k = requireBags(weights, table)
    let n = table.columns
    precondition(
      upstream.rows == rows * k && upstream.columns == n,
      "bags gradient: upstream \(upstream.shape) for \(rows)·\(k) bags of width \(n)")
    var tableGradient = Tensor(shape: table.shape)
    guard entries > 0 else { return (Tensor(shape: weights.shape), tableGradient) }
    let weightGradient = upstream.scalars.withUnsafeBufferPointer { upstream in
      tableGradient.scalars.withUnsafeMutableBufferPointer { target in
        // Three vectors of 16 columns a slice; the last has what remains.
        let vectors = n / 16
        let slices = max(1, vectors / 3)
        Parallel.forChunks(of: slices, size: 1) { slice in
          let from = vectors * slice.lowerBound / slices * 16
          let to = slice.upperBound == slices ? n : vectors * slice.upperBound / slices * 16
          forEachHistory(0..<rows, weights, table) { u, entries, index, weights, _ in
            facet_bag_spread(
              entries, index, k, weights, n, from, to, upstream.baseAddress! + u * k * n,
              target.baseAddress!)
          }
        }
      }
      return [Float](unsafeUninitializedCapacity: entries * k) { out, count in
        forHistories(weights, table) { u, entries, index, _, table in
          facet_bag_dots(
            entries, index, k, n, table, upstream.baseAddress! + u * k * n,
            out.baseAddress! + offsets[u] * k)
        }
        count = entries * k
      }
    }
    return (Tensor(shape: weights.shape, scalars: weightGradient), tableGradient)
  }

  /// A row, the number of its entries, their columns, their weights, the table.
  private typealias History = (
    Int, Int, UnsafePointer<Int32>, UnsafePointer<Float>, UnsafePointer<Float>
  ) -> Void

  /// Runs `body` for every row, rows spread over the cores.
  private func forHistories(_ weights: Tensor, _ table: Tensor, _ body: History) {
    Parallel.forChunks(of: rows, size: Self.chunk) { forEachHistory($0, weights, table, body) }
  }

  /// Runs `body` for every row of a range, in order.
  private func forEachHistory(
    _ range: Range<Int>, _ weights: Tensor, _ table: Tensor, _ body: History
  ) {
    let k = weights.columns
    indices.withUnsafeBufferPointer { index in
      weights.scalars.withUnsafeBufferPointer { w in
        table.scalars.withUnsafeBufferPointer { t in
          guard let index = index.baseAddress, let w = w.baseAddress, let t = t.baseAddress
          else { return }
          for u in range { body(u, count(u), index + offsets[u], w + offsets[u] * k, t) }
        }
      }
    }
  }

  private func requireBags(_ weights: Tensor, _ table: Tensor) -> Int {
    precondition(
      weights.rows == entries && table.rows == columns,
      "bags: weights \(weights.shape) for \(entries) entries, table \(table.shape) for \(columns) "
        + "columns")
    return weights.columns
  }
}
