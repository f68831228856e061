public import Autodiff
import Tensors

/// Sparse weights from items to items, `S` `[M, M]` with at most `k` entries per column: what
/// neighbourhood models learn. Three tensors, so that they are saved like any other parameters:
/// ```
/// counts   [M]      entries of each row of S
/// targets  [M·k]    column of every entry, row after row; the rest is zero
/// weights  [M·k]    value of every entry
/// ```
/// Columns are whole numbers kept as 32-bit floats, which are exact up to 2²⁴ items.
public struct ItemWeights: Sendable {
  /// Most items that can be numbered.
  public static let mostItems = 1 << 24

  private let counts: Parameter
  private let targets: Parameter
  private let weights: Parameter

  /// Entries of one column: rows and values.
  public typealias Column = (sources: [Int32], values: [Float])

  public init(_ items: Int, perColumn k: Int, in builder: inout ParameterBuilder) {
    let places = items * min(k, max(0, items - 1))
    counts = builder.declare("counts", [items], .zeros)
    targets = builder.declare("targets", [places], .zeros)
    weights = builder.declare("weights", [places], .zeros)
  }

  /// Keeps the entries of every column that are not zero. O(M·k).
  func store(_ columns: [Column], in parameters: inout Parameters) {
    var count = [Int](repeating: 0, count: columns.count)
    for column in columns {
      for (source, value) in zip(column.sources, column.values) where value != 0 {
        count[Int(source)] += 1
      }
    }
    var next = Self.starts(count)
    var target = Tensor(shape: parameters[targets].shape)
    var weight = target
    for (j, column) in columns.enumerated() {
      for (source, value) in zip(column.sources, column.values) where value != 0 {
        target.scalars[next[Int(source)]] = Float(j)
        weight.scalars[next[Int(source)]] = value
        next[Int(source)] += 1
      }
    }
    parameters[counts] = Tensor(shape: [columns.count], scalars: count.map { Float($0) })
    parameters[targets] = target
    parameters[weights] = weight
  }

  /// `x S` for every row of a code. O(entries of the rows of S that are met).
  func scores(_ code: Code, on graph: Graph) -> Variable {
    let rows = HistoryCode.rows(code)
    let starts = Self.starts(graph(counts).value.scalars.map { Int($0) })
    var scores = Tensor(shape: [rows.rows, rows.columns])
    let m = rows.columns
    scores.scalars.withUnsafeMutableBufferPointer { out in
      graph(targets).value.scalars.withUnsafeBufferPointer { targets in
        graph(weights).value.scalars.withUnsafeBufferPointer { weights in
          Parallel.forChunks(of: rows.rows, size: 16) { users in
            for u in users {
              for (item, amount) in zip(rows.row(u), rows.rowValues(u)) {
                for p in starts[Int(item)]..<starts[Int(item) + 1] {
                  out[u * m + Int(targets[p])] += amount * weights[p]
                }
              }
            }
          }
        }
      }
    }
    return graph.constant(scores)
  }

  /// Where each row starts, and where the last one ends.
  private static func starts(_ counts: [Int]) -> [Int] {
    counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }
}

extension CatalogShape {
  /// Why sparse weights between its items cannot be kept; `nil` when they can.
  var refusalOfItemWeights: String? {
    guard items > ItemWeights.mostItems else { return nil }
    return
      "\(items) items cannot be numbered in 32-bit floats; at most \(ItemWeights.mostItems) can"
  }
}
