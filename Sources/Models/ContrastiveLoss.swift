import Autodiff
import Tensors

extension Variable {
  /// NT-Xent (T. Chen, S. Kornblith, M. Norouzi, G. Hinton, ICML 2020, eq. 1): how well each of n rows is
  /// found again among the views of all, and each view among the rows. Of the 2n unit rows,
  /// ```
  /// y = (1 / 2n) Σ_i −ln( e^{s(i, i')} / Σ_{j ≠ i} e^{s(i, j)} ),   s = cosine / temperature
  /// ```
  /// i' being the other view of i. `[n, d]`, a scalar in nats; 0 for one row, which has no negatives.
  func contrast(with views: Variable, temperature: Float) -> Variable {
    let n = value.rows
    let unit = stacked(on: views).normalizedRows()
    let similarity = unit.product(transposed: unit, scale: 1 / temperature)
    // Far enough below 1/temperature that a row does not find itself.
    var itself = Tensor(shape: [2 * n, 2 * n])
    for i in 0..<2 * n { itself.scalars[i * 2 * n + i] = -1e4 }
    let others = SparseRows(
      columns: 2 * n, rows: (0..<2 * n).map { [Int32($0 < n ? $0 + n : $0 - n)] })
    return (similarity + graph.constant(itself)).multinomialLoss(others)
  }
}
