/// Products of the columns of sparse rows, `G = Xᵀ D X` `[M, M]`: for 0/1 histories and D = I, how
/// many people have both of two items.
///
/// A row of G is made from the histories of the people who have its item, so that G can be made
/// whole, in half, or a row at a time by models that keep only a part of it. Sums run in the order
/// of the rows of X, whatever the number of threads; whole numbers are exact up to 2²⁴.
public struct CoOccurrence: Sendable {
  private let rows: SparseRows
  private let order: EntriesByColumn
  private let rowWeights: [Float]?

  /// The products of the columns of `rows`; `rowWeights` is the diagonal of D, all ones when `nil`.
  /// Traps when it has another count. O(entries + M).
  public init(_ rows: SparseRows, rowWeights: [Float]? = nil) {
    precondition(
      rowWeights.map { $0.count == rows.rows } ?? true,
      "co-occurrence: \(rowWeights?.count ?? 0) weights for \(rows.rows) rows")
    self.rows = rows
    self.rowWeights = rowWeights
    order = EntriesByColumn(rows)
  }

  /// Number of columns, `M`.
  public var count: Int { rows.columns }

  /// The diagonal of G: for 0/1 histories and D = I, how many people have each item. `[M]`
  public var diagonal: [Float] {
    (0..<count).map { column in
      var sum: Float = 0
      for p in order.starts[column]..<order.starts[column + 1] {
        let value = rows.values?[Int(order.entries[p])] ?? 1
        sum += (rowWeights?[Int(order.rows[p])] ?? 1) * value * value
      }
      return sum
    }
  }

  /// Adds row `item` of G, its columns `0 ... last`, to `out`. O(entries of the rows that have
  /// `item`).
  public func add(row item: Int, through last: Int, to out: UnsafeMutableBufferPointer<Float>) {
    precondition(last < out.count, "co-occurrence: column \(last) of \(out.count)")
    rows.indices.withUnsafeBufferPointer { indices in
      for p in order.starts[item]..<order.starts[item + 1] {
        let row = Int(order.rows[p])
        let own = rows.values?[Int(order.entries[p])] ?? 1
        let weight = (rowWeights?[row] ?? 1) * own
        let entries = rows.offsets[row]..<rows.offsets[row + 1]
        if let values = rows.values {
          for e in entries where indices[e] <= last { out[Int(indices[e])] += weight * values[e] }
        } else {
          for e in entries {
            let column = Int(indices[e])
            guard column <= last else { break }
            out[column] += weight
          }
        }
      }
    }
  }

  /// Writes the lower triangle of G into a tensor `[M, M]` and zeros above it, in place.
  /// O(Σ over rows of entries²).
  public func writeLowerTriangle(into g: inout Tensor) {
    precondition(g.shape == [count, count], "co-occurrence: G is [\(count), \(count)]")
    g.scalars.withUnsafeMutableBufferPointer { g in
      Parallel.forChunks(of: count, size: 16) { items in
        for item in items {
          let row = UnsafeMutableBufferPointer(rebasing: g[item * count..<(item + 1) * count])
          row.update(repeating: 0)
          add(row: item, through: item, to: row)
        }
      }
    }
  }

  /// The whole of G. `[M, M]`
  public func matrix() -> Tensor {
    var g = Tensor(shape: [count, count])
    g.scalars.withUnsafeMutableBufferPointer { g in
      Parallel.forChunks(of: count, size: 16) { items in
        for item in items {
          let row = UnsafeMutableBufferPointer(rebasing: g[item * count..<(item + 1) * count])
          add(row: item, through: count - 1, to: row)
        }
      }
    }
    return g
  }
}

extension SparseRows {
  /// The same matrix with rows and columns exchanged. O(entries + columns).
  public func transposed() -> SparseRows {
    let order = EntriesByColumn(self)
    return SparseRows(
      columns: rows, offsets: order.starts, indices: order.rows,
      values: values.map { values in order.entries.map { values[Int($0)] } })
  }
}
