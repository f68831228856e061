internal import CKernels

/// An LSTM over packed sequences (S. Hochreiter, J. Schmidhuber, Neural Computation 1997; with a
/// forget gate, F. Gers et al., 2000), from states of zero:
/// ```
/// [i, f, g, o] = x[t] + h[t−1]·U        i, f, o logistic, g tanh
/// c[t] = f ⊙ c[t−1] + i ⊙ g             h[t] = o ⊙ tanh c[t]
/// ```
/// One product a step for all sequences and one fused loop for the rest; the gradient at U is a single
/// product over all steps. S steps, h wide. O(S·h²).
public struct LSTMPass: Sendable {
  /// h of every packed row. `[S, h]`
  public let states: Tensor
  private let cells: Tensor
  private let gates: Tensor
  private let counts: [Int]

  /// Runs over `inputs` `[S, 4h]`, the products of the inputs with their weights, biases added; `counts`
  /// are those of `PackedSteps`. Traps when shapes do not fit.
  public init(inputs: Tensor, recurrent: Tensor, counts: [Int]) {
    let h = recurrent.rows
    RecurrentShapes.check(inputs, recurrent, counts, gates: 4)
    var states = Tensor(shape: [inputs.rows, h])
    var cells = states
    var gates = Tensor(shape: inputs.shape)
    let zeros = [Float](repeating: 0, count: counts.isEmpty ? 0 : 4 * h)
    var (start, before) = (0, 0)
    for (t, n) in counts.enumerated() {
      let products = t == 0 ? nil : states.rows(before..<before + n).product(recurrent)
      Self.step(
        n, h, at: start, before: t == 0 ? nil : before, inputs, products?.scalars ?? zeros, &gates,
        &cells, &states)
      before = start
      start += n
    }
    self.states = states
    self.cells = cells
    self.gates = gates
    self.counts = counts
  }

  private static func step(
    _ n: Int, _ h: Int, at start: Int, before: Int?, _ inputs: Tensor, _ products: [Float],
    _ gates: inout Tensor, _ cells: inout Tensor, _ states: inout Tensor
  ) {
    inputs.scalars.withUnsafeBufferPointer { x in
      products.withUnsafeBufferPointer { r in
        gates.scalars.withUnsafeMutableBufferPointer { g in
          cells.scalars.withUnsafeMutableBufferPointer { c in
            states.scalars.withUnsafeMutableBufferPointer { s in
              guard let x = x.baseAddress, let r = r.baseAddress, let g = g.baseAddress,
                let c = c.baseAddress, let s = s.baseAddress
              else { return }
              Parallel.forChunks(of: n, size: 64) { rows in
                for row in rows {
                  let place = start + row
                  facet_lstm(
                    h, x + place * 4 * h, before == nil ? r : r + row * 4 * h,
                    before.map { UnsafePointer(c + ($0 + row) * h) } ?? r, g + place * 4 * h,
                    c + place * h, s + place * h)
                }
              }
            }
          }
        }
      }
    }
  }

  /// Gradients at the inputs `[S, 4h]` and at U `[h, 4h]`, given the one at the states.
  public func pullback(_ dy: Tensor, recurrent: Tensor) -> (inputs: Tensor, recurrent: Tensor) {
    let h = recurrent.rows
    var gradient = Tensor(shape: gates.shape)
    var dcell = Tensor(shape: [counts.first ?? 0, h])
    var later: Tensor?
    var start = states.rows
    for t in counts.indices.reversed() {
      let n = counts[t]
      start -= n
      var dstate = dy.rows(start..<start + n)
      if let later { dstate.addRows(later) }
      let before =
        t == 0
        ? Tensor(shape: [n, h])
        : cells.rows(start - counts[t - 1]..<start - counts[t - 1] + n)
      let steps = stepPullback(n, h, at: start, dstate, before, &dcell)
      gradient.replaceRows(at: start, with: steps)
      later = t == 0 ? nil : steps.product(recurrent, transposingOther: true)
    }
    let all = gradient.rows((counts.first ?? 0)..<gradient.rows)
    guard all.rows > 0 else { return (gradient, Tensor(shape: recurrent.shape)) }
    return (gradient, previousStates().product(all, transposingSelf: true))
  }

  private func stepPullback(
    _ n: Int, _ h: Int, at start: Int, _ dstate: Tensor, _ before: Tensor, _ dcell: inout Tensor
  ) -> Tensor {
    var out = Tensor(shape: [n, 4 * h])
    out.scalars.withUnsafeMutableBufferPointer { out in
      dcell.scalars.withUnsafeMutableBufferPointer { dc in
        gates.scalars.withUnsafeBufferPointer { g in
          cells.scalars.withUnsafeBufferPointer { c in
            dstate.scalars.withUnsafeBufferPointer { ds in
              before.scalars.withUnsafeBufferPointer { b in
                guard let out = out.baseAddress, let dc = dc.baseAddress, let g = g.baseAddress,
                  let c = c.baseAddress, let ds = ds.baseAddress, let b = b.baseAddress
                else { return }
                Parallel.forChunks(of: n, size: 64) { rows in
                  for row in rows {
                    facet_lstm_pullback(
                      h, g + (start + row) * 4 * h, b + row * h, c + (start + row) * h,
                      ds + row * h, dc + row * h, out + row * 4 * h)
                  }
                }
              }
            }
          }
        }
      }
    }
    return out
  }

  /// The state before every packed row from the second step on.
  private func previousStates() -> Tensor { states.precedingRows(counts) }
}
