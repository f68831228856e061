/// Area under the ROC curve over all candidates: the probability that a target scores above another
/// item, a tie counting half (Rendle et al., "BPR", UAI 2009, with ties as Mann and Whitney).
///
///     AUC = 1 / (|T|·|N|) · Σ_{t ∈ T, n ∈ N} (1[s_t > s_n] + ½ 1[s_t = s_n])
///
/// N are the items that are neither targets nor visible. 1 when there are none. Unlike the metrics
/// of lists it reads scores, so a tie is a tie and not the lower column's. An item at −∞ scores below
/// all others. Costs a vectorised pass per target, and only when it is asked for.
public struct AUC: Metric {
  public init() {}

  public let name = "auc"
  public let depth = 0
  public let readsAllScores = true

  /// Traps on a ranking made without all scores.
  public func value(_ ranking: UserRanking) -> Double {
    guard let misordered = ranking.misordered else {
      preconditionFailure("auc: the ranking was made without all scores")
    }
    return 1 - misordered
  }
}
