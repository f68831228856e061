import Datasets

/// `boost=genre=Horror:+0.5,year>=1990:-1`: a business rule over attributes.
///
/// ```
/// score'[i] = score[i] + Σ_b w_b · 1[i meets condition b]
/// ```
/// Scores are logarithms, so +0.5 multiplies the odds of the items that meet the condition by e^0.5.
/// Conditions are those of `AttributeFilter`.
enum AttributeBoost {
  static let word = "boost"

  /// What boosts add, summed over conditions. O(conditions · values). `ARGS` for a condition that is
  /// none or names no attribute.
  static func addition(_ boosts: [Adjustment], _ snapshot: Snapshot) throws(Fault) -> Addition {
    var amounts = [Float](repeating: 0, count: snapshot.catalog.count)
    for boost in boosts {
      let condition = try AttributeFilter(boost.name, at: word)
      let failing = Set(try condition.failing(snapshot.catalog).map(\.value))
      for item in amounts.indices where !failing.contains(Int32(item)) {
        amounts[item] += Float(boost.amount)
      }
    }
    return Addition(word: word, amounts: amounts)
  }
}
