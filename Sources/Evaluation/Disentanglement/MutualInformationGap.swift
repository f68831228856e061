/// The mutual information gap (Chen, Li, Grosse, Duvenaud, "Isolating Sources of Disentanglement in
/// VAEs", NeurIPS 2018): whether a factor is held by one scalar and not by two.
///
///     MIG = 1/K Σ_k ( I(c_j1; v_k) − I(c_j2; v_k) ) / H(v_k)
///
/// with j1 and j2 the scalars that tell most and second-most about factor k, from the histogram
/// estimate of `InformationMatrix`. 1 when every factor is one scalar's alone and told in full; 0
/// when two scalars tell the same. A rotation lowers it: a two-dimensional ring cannot score high
/// here, and its block can.
extension InformationMatrix {
  public var mutualInformationGap: Double? {
    let varying = varying
    guard !varying.isEmpty, !nats.isEmpty else { return nil }
    return varying.reduce(0.0) { sum, k in
      let (best, second) = Self.bestTwo(nats.map { $0[k] })
      return sum + (best - second) / entropies[k]
    } / Double(varying.count)
  }
}
