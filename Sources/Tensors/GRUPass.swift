internal import CKernels

/// A GRU over packed sequences (K. Cho et al., EMNLP 2014, in the form whose reset gate multiplies the
/// product and not the state), from states of zero:
/// ```
/// [r, k, ·] = x[t] + h[t−1]·U + b       r, k logistic, the first two thirds
/// g = tanh( x[t] + r ⊙ (h[t−1]·U + b) )                the last third
/// h[t] = g + k ⊙ (h[t−1] − g)
/// ```
/// One product a step for all sequences. S steps, h wide. O(S·h²).
public struct GRUPass: Sendable {
  /// h of every packed row. `[S, h]`
  public let states: Tensor
  private let gates: Tensor
  /// `h[t−1]·U + b`, `[S, 3h]`
  private let products: Tensor
  private let counts: [Int]

  /// Runs over `inputs` `[S, 3h]`, the products of the inputs with their weights, biases added; `bias`
  /// `[3h]` is that of the recurrent product. Traps when shapes do not fit.
  public init(inputs: Tensor, recurrent: Tensor, bias: Tensor, counts: [Int]) {
    let h = recurrent.rows
    RecurrentShapes.check(inputs, recurrent, counts, gates: 3)
    precondition(bias.count == 3 * h, "gru: bias \(bias.shape) for [\(3 * h)]")
    var states = Tensor(shape: [inputs.rows, h])
    var gates = Tensor(shape: inputs.shape)
    var all = gates
    var (start, before) = (0, 0)
    for (t, n) in counts.enumerated() {
      let previous = t == 0 ? Tensor(shape: [n, h]) : states.rows(before..<before + n)
      let products =
        (t == 0 ? Tensor(shape: [n, 3 * h]) : previous.product(recurrent)).addingRow(bias)
      all.replaceRows(at: start, with: products)
      Self.step(n, h, at: start, inputs, products, previous, &gates, &states)
      before = start
      start += n
    }
    self.states = states
    self.gates = gates
    products = all
    self.counts = counts
  }

  private static func step(
    _ n: Int, _ h: Int, at start: Int, _ inputs: Tensor, _ products: Tensor, _ previous: Tensor,
    _ gates: inout Tensor, _ states: inout Tensor
  ) {
    inputs.scalars.withUnsafeBufferPointer { x in
      products.scalars.withUnsafeBufferPointer { r in
        previous.scalars.withUnsafeBufferPointer { b in
          gates.scalars.withUnsafeMutableBufferPointer { g in
            states.scalars.withUnsafeMutableBufferPointer { s in
              guard let x = x.baseAddress, let r = r.baseAddress, let b = b.baseAddress,
                let g = g.baseAddress, let s = s.baseAddress
              else { return }
              Parallel.forChunks(of: n, size: 64) { rows in
                for row in rows {
                  let place = start + row
                  facet_gru(
                    h, x + place * 3 * h, r + row * 3 * h, b + row * h, g + place * 3 * h,
                    s + place * h)
                }
              }
            }
          }
        }
      }
    }
  }

  /// Gradients at the inputs `[S, 3h]`, at U `[h, 3h]` and at the bias `[3h]`, given the one at the
  /// states.
  public func pullback(
    _ dy: Tensor, recurrent: Tensor
  ) -> (inputs: Tensor, recurrent: Tensor, bias: Tensor) {
    let h = recurrent.rows
    var inputs = Tensor(shape: gates.shape)
    var inner = inputs
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
        : states.rows(start - counts[t - 1]..<start - counts[t - 1] + n)
      let step = stepPullback(n, h, at: start, dstate, before)
      inputs.replaceRows(at: start, with: step.inputs)
      inner.replaceRows(at: start, with: step.inner)
      guard t > 0 else { break }
      var through = step.inner.product(recurrent, transposingOther: true)
      through.add(step.before)
      later = through
    }
    let bias = inner.columnSums()
    let all = inner.rows((counts.first ?? 0)..<inner.rows)
    guard all.rows > 0 else { return (inputs, Tensor(shape: recurrent.shape), bias) }
    return (inputs, states.precedingRows(counts).product(all, transposingSelf: true), bias)
  }

  private func stepPullback(
    _ n: Int, _ h: Int, at start: Int, _ dstate: Tensor, _ before: Tensor
  ) -> (inputs: Tensor, inner: Tensor, before: Tensor) {
    var inputs = Tensor(shape: [n, 3 * h])
    var inner = inputs
    var dbefore = Tensor(shape: [n, h])
    inputs.scalars.withUnsafeMutableBufferPointer { dx in
      inner.scalars.withUnsafeMutableBufferPointer { dr in
        dbefore.scalars.withUnsafeMutableBufferPointer { db in
          gates.scalars.withUnsafeBufferPointer { g in
            products.scalars.withUnsafeBufferPointer { r in
              before.scalars.withUnsafeBufferPointer { b in
                dstate.scalars.withUnsafeBufferPointer { ds in
                  guard let dx = dx.baseAddress, let dr = dr.baseAddress,
                    let db = db.baseAddress, let g = g.baseAddress, let r = r.baseAddress,
                    let b = b.baseAddress, let ds = ds.baseAddress
                  else { return }
                  Parallel.forChunks(of: n, size: 64) { rows in
                    for row in rows {
                      let place = start + row
                      facet_gru_pullback(
                        h, g + place * 3 * h, r + place * 3 * h, b + row * h, ds + row * h,
                        dx + row * 3 * h, dr + row * 3 * h, db + row * h)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return (inputs, inner, dbefore)
  }
}

/// What recurrent passes check and share.
enum RecurrentShapes {
  static func check(_ inputs: Tensor, _ recurrent: Tensor, _ counts: [Int], gates: Int) {
    precondition(
      recurrent.columns == gates * recurrent.rows && inputs.columns == recurrent.columns,
      "recurrent pass: inputs \(inputs.shape), weights \(recurrent.shape) for \(gates) gates")
    precondition(
      counts.reduce(0, +) == inputs.rows && zip(counts, counts.dropFirst()).allSatisfy { $0 >= $1 },
      "recurrent pass: \(inputs.rows) rows for steps of \(counts)")
  }
}

extension Tensor {
  /// Adds the rows of a shorter tensor to the first rows.
  mutating func addRows(_ first: Tensor) {
    scalars.withUnsafeMutableBufferPointer { y in
      first.scalars.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        facet_axpy(first.count, 1, x, y)
      }
    }
  }

  /// Writes the rows of another tensor from row `start` on.
  mutating func replaceRows(at start: Int, with rows: Tensor) {
    let n = columns
    scalars.withUnsafeMutableBufferPointer { y in
      rows.scalars.withUnsafeBufferPointer { x in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        (y + start * n).update(from: x, count: rows.count)
      }
    }
  }

  /// For packed rows from the second step on, the row of the step before.
  func precedingRows(_ counts: [Int]) -> Tensor {
    var selection: [Int32] = []
    var before = 0
    for (n, next) in Swift.zip(counts, counts.dropFirst()) {
      for row in 0..<next { selection.append(Int32(before + row)) }
      before += n
    }
    return selectingRows(selection)
  }
}
