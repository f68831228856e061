/// Modularity (Ridgeway and Mozer, "Learning Deep Disentangled Embeddings with the F-Statistic
/// Loss", NeurIPS 2018): whether a scalar tells of one factor alone.
///
///     modularity = mean over j of  1 − Σ_{k ≠ k*} m_jk² / ( (K − 1) · m_jk*² ),   k* = argmax_k m_jk
///
/// with m the histogram information. The mean is over scalars with m_jk* ≥ 0.01 H(v_k*), and how
/// many they are is a part of the answer; the reference code gives 0 to a scalar without
/// information, which punishes unused dimensions. `nil` below two factors or without such a scalar.
extension InformationMatrix {
  public var modularity: (score: Double, scalars: Int)? {
    let varying = varying
    guard varying.count > 1 else { return nil }
    let scores = nats.compactMap { row -> Double? in
      let own = varying.map { row[$0] }
      guard let place = own.indices.max(by: { own[$0] < own[$1] }), own[place] > 0,
        own[place] >= 0.01 * entropies[varying[place]]
      else { return nil }
      let others = own.indices.reduce(0.0) { $1 == place ? $0 : $0 + own[$1] * own[$1] }
      return 1 - others / (Double(varying.count - 1) * own[place] * own[place])
    }
    guard !scores.isEmpty else { return nil }
    return (scores.reduce(0, +) / Double(scores.count), scores.count)
  }
}
