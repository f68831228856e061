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

  /// What one boost adds. O(values of the attribute). `ARGS` for a condition that is none or names no
  /// attribute.
  static func addition(_ boost: Adjustment, _ snapshot: Snapshot) throws(Fault) -> Addition {
    let condition = try AttributeFilter(boost.name, at: word)
    var amounts = [Float](repeating: Float(boost.amount), count: snapshot.catalog.count)
    for item in try condition.failing(snapshot.catalog) { amounts[Int(item.value)] = 0 }
    return Addition(name: RuleName(word, condition.text), amounts: amounts)
  }
}
