/// MIG-sup (Li, Murphy, Zhang, Ma et al., "Progressive Learning and Disentanglement of Hierarchical
/// Representations", ICLR 2020): the gap seen from the code, whether a scalar holds one factor and
/// not two.
///
///     MIG-sup = mean over active scalars of ( I(c_j; v_k1)/H(v_k1) − I(c_j; v_k2)/H(v_k2) )
///
/// with k1 and k2 the factors that the scalar tells most and second-most of. A scalar is active
/// when it tells at least a hundredth of some factor's entropy; `nil` when none does.
extension InformationMatrix {
  public var supportingGap: Double? {
    let gaps = activeScalars.map { row -> Double in
      let (best, second) = Self.bestTwo(varying.map { nats[row][$0] / entropies[$0] })
      return best - second
    }
    return gaps.isEmpty ? nil : gaps.reduce(0, +) / Double(gaps.count)
  }

  /// Scalars that tell at least 0.01 of the entropy of the factor they tell most of.
  public var activeScalars: [Int] {
    let varying = varying
    return nats.indices.filter { row in
      varying.contains { nats[row][$0] >= 0.01 * entropies[$0] && nats[row][$0] > 0 }
    }
  }
}
