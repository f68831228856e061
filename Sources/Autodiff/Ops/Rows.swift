import Tensors

/// Operations on rows: normalisation, gathering, and the segments of sparse rows.
extension Variable {
  /// y = v / ‖v‖ for every row, with ‖v‖² held above 1e-12   dv = (dy − (dy·y) y) / ‖v‖,
  /// and dy / ‖v‖ where the norm is held
  public func normalizedRows() -> Variable {
    let (y, norms) = value.normalizedRows()
    return graph.record(y, from: self) { dy in [dy.normalizedRowsPullback(y, norms)] }
  }

  /// Layer normalisation of every row, with ε added to the variance over its n elements:
  /// u = (x − mean) / sqrt(variance + ε),  y = g ⊙ u + b
  /// dg = Σ_r dy ⊙ u,  db = Σ_r dy,  with v = g ⊙ dy
  /// dx = (v − mean(v) − u · mean(v ⊙ u)) / sqrt(variance + ε)
  public func layerNormalized(gain: Variable, bias: Variable, epsilon: Float) -> Variable {
    let (u, inverses) = value.standardizedRows(epsilon: epsilon)
    let g = gain.value
    let y = u.scalingColumns(g).addingRow(bias.value)
    return graph.record(y, from: self, gain, bias) { dy in
      [
        dy.scalingColumns(g).standardizedRowsPullback(u, inverses),
        (dy * u).columnSums().reshaped(g.shape), dy.columnSums().reshaped(g.shape),
      ]
    }
  }

  /// y[p] = x[selection[p]]   dx[i] = Σ_{p: selection[p] = i} dy[p]
  public func selectingRows(_ selection: [Int32]) -> Variable {
    let shape = shape
    return graph.record(value.selectingRows(selection), from: self) { dy in
      [dy.scatteringRows(selection, into: shape)]
    }
  }

  /// y = rows of zeros, `count` of them, with row p of x at places[p]; places differ
  /// dx[p] = dy[places[p]]
  public func placingRows(_ places: [Int32], of count: Int) -> Variable {
    let placed = value.scatteringRows(places, into: [count, value.columns])
    return graph.record(placed, from: self) { dy in [dy.selectingRows(places)] }
  }

  /// Normalises every column inside every segment of rows to unit length: for segment s and column
  /// k,
  /// y[e,k] = x[e,k] / sqrt(Σ_{e' ∈ s} x[e',k]²), held above 1e-12 (a history masked by a concept).
  /// `offsets` cut the rows into segments.   dx = (dy − (dy·y) y) / ‖x‖ within segment and column,
  /// and dy / ‖x‖ where the norm is held
  public func normalizedSegments(_ offsets: [Int]) -> Variable {
    let (y, norms) = value.normalizedSegments(offsets)
    return graph.record(y, from: self) { dy in
      [dy.normalizedSegmentsPullback(y, norms, offsets)]
    }
  }
}

extension Variable {
  /// y[r] = Σ_j x[r,j]²   dx[r] = 2 dy[r] x[r]   `[R, d] → [R]`
  public func rowSquaredNorms() -> Variable {
    let x = value
    return graph.record(x.rowDots(x), from: self) { dy in [x.scalingRows(dy * 2)] }
  }

  /// y[r] = Σ_j x[r,j]   dx[r,j] = dy[r]   `[R, d] → [R]`
  public func rowSums() -> Variable {
    let x = value
    let ones = Tensor(shape: x.shape, repeating: 1)
    return graph.record(x.rowDots(ones), from: self) { dy in [ones.scalingRows(dy)] }
  }
}
