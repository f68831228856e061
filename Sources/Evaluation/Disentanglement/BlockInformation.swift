public import Tensors

/// How much a whole group of scalars tells about every factor, for codes that come in blocks: a
/// concept's vector, a ring, a static half.
///
///     I(g; v_k) ≈ H(v_k) − cross-entropy on test points of a logistic probe on the group, ≥ 0
///
/// Block MIG, block modularity and block DCI are the formulas of the scalars on this matrix, block
/// DCI with it as importances. A ring of two scalars cannot have a high MIG; its block can. Both
/// versions belong side by side.
extension InformationMatrix {
  /// The matrix of the groups of a code; the probes are fitted on `train` and tested on `test`.
  /// `[groups][K]`. Continuous factors are foretold by their tenths.
  public static func blocks(
    train: CodedPoints, test: CodedPoints, key: RandomKey
  ) -> InformationMatrix {
    // Quantiles are those of all points, so that both parts mean the same cells.
    let cells = zip(train.factors, test.factors).map { a, b in joined(a, b) }
    let entropies = cells.map { entropy($0.test, $0.count) }
    let nats = train.groups.enumerated().map { g, group in
      let (inputs, others) = (Array(train.codes[group.range]), Array(test.codes[group.range]))
      return cells.enumerated().map { k, cell -> Double in
        guard entropies[k] > 1e-9 else { return 0 }
        let probe = LogisticProbe(
          inputs, cell.train, classes: cell.count, key: key.child(g).child(k))
        return max(0, entropies[k] - probe.crossEntropy(others, cell.test))
      }
    }
    return InformationMatrix(nats: nats, entropies: entropies)
  }

  private static func joined(
    _ a: TrueFactor, _ b: TrueFactor
  ) -> (train: [Int], test: [Int], count: Int) {
    switch (a.values, b.values) {
    case (.categories(let x, let count), .categories(let y, _)): return (x, y, count)
    case (.numbers(let x), .numbers(let y)):
      let (labels, count) = TrueFactor(a.name, .numbers(x + y)).cells
      return (Array(labels.prefix(x.count)), Array(labels.suffix(y.count)), count)
    default: preconditionFailure("blocks: factor \(a.name) has two kinds")
    }
  }
}
