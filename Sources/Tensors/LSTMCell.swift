internal import CKernels

/// One step of an LSTM for some rows; the formula stands with `LSTMPass`. For recurrences whose next
/// input is not known before the step is done.
public struct LSTMCell: Sendable {
  /// h and c side by side. `[n, 2h]`
  public let joined: Tensor
  private let gates: Tensor
  private let cells: Tensor
  private let before: Tensor

  /// From the summed products `[n, 4h]` and the cell before `[n, h]`. O(n·h).
  public init(products: Tensor, before: Tensor) {
    let (n, h) = (before.rows, before.columns)
    precondition(
      products.shape == [n, 4 * h], "lstm cell: products \(products.shape) for \(before.shape)")
    var gates = Tensor(shape: products.shape)
    var cells = Tensor(shape: [n, h])
    var states = cells
    let zeros = [Float](repeating: 0, count: 4 * h)
    for row in 0..<n {
      products.scalars.withUnsafeBufferPointer { x in
        zeros.withUnsafeBufferPointer { r in
          before.scalars.withUnsafeBufferPointer { b in
            gates.scalars.withUnsafeMutableBufferPointer { g in
              cells.scalars.withUnsafeMutableBufferPointer { c in
                states.scalars.withUnsafeMutableBufferPointer { s in
                  guard let x = x.baseAddress, let r = r.baseAddress, let b = b.baseAddress,
                    let g = g.baseAddress, let c = c.baseAddress, let s = s.baseAddress
                  else { return }
                  facet_lstm(
                    h, x + row * 4 * h, r, b + row * h, g + row * 4 * h, c + row * h, s + row * h)
                }
              }
            }
          }
        }
      }
    }
    joined = states.beside(cells)
    self.gates = gates
    self.cells = cells
    self.before = before
  }

  /// Gradients at the products and at the cell before, given those at state and cell.
  public func pullback(state: Tensor, cell: Tensor) -> (products: Tensor, before: Tensor) {
    let (n, h) = (before.rows, before.columns)
    var products = Tensor(shape: gates.shape)
    var dcell = cell
    for row in 0..<n {
      products.scalars.withUnsafeMutableBufferPointer { out in
        dcell.scalars.withUnsafeMutableBufferPointer { dc in
          gates.scalars.withUnsafeBufferPointer { g in
            before.scalars.withUnsafeBufferPointer { b in
              cells.scalars.withUnsafeBufferPointer { c in
                state.scalars.withUnsafeBufferPointer { ds in
                  guard let out = out.baseAddress, let dc = dc.baseAddress,
                    let g = g.baseAddress, let b = b.baseAddress, let c = c.baseAddress,
                    let ds = ds.baseAddress
                  else { return }
                  facet_lstm_pullback(
                    h, g + row * 4 * h, b + row * h, c + row * h, ds + row * h, dc + row * h,
                    out + row * 4 * h)
                }
              }
            }
          }
        }
      }
    }
    return (products, dcell.reshaped([n, h]))
  }
}

extension Tensor {
  /// The rows of this tensor, each followed by the same row of another.
  public func beside(_ other: Tensor) -> Tensor {
    let (p, q) = (columns, other.columns)
    let n = rows
    let scalars = [Float](unsafeUninitializedCapacity: n * (p + q)) { out, count in
      guard let base = out.baseAddress else { return }
      self.scalars.withUnsafeBufferPointer { a in
        other.scalars.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress else { return }
          for r in 0..<n {
            (base + r * (p + q)).initialize(from: a + r * p, count: p)
            (base + r * (p + q) + p).initialize(from: b + r * q, count: q)
          }
        }
      }
      count = n * (p + q)
    }
    return Tensor(shape: [n, p + q], scalars: scalars)
  }
}
