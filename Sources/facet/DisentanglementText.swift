import Engine
import Evaluation
import Foundation

/// Scores of disentanglement as tables for a terminal: one for people, one for items, and the
/// ranking that belongs beside them.
enum DisentanglementText {
  /// What the scores are, for `--help`.
  static let definitions = """
    --disentanglement scores the code of a model against an attribute (--attribute genre; several \
    with commas; an item's or a user's). People are held-out users after their visible history, \
    with the shares of the attribute in it or their own attribute as factors; items are scored by \
    their concepts. NDCG and recall stand beside.

      independence     1 − mean |correlation| of two scalars of a vector
      mig              gap between the two scalars that tell most of a factor, over its entropy
      mig-sup          gap between the two factors that a scalar tells most of
      mig-sampled      mig of samples of the posterior, not of its means
      modularity       1 − squared information on other factors over that on the own one
      dci-d, -c, -i    disentanglement and completeness of the importances of a random forest; its \
    accuracy for categories, its error over the deviation for numbers (-lasso: a linear model)
      factorvae        majority vote for the scalar that varies least when a factor is fixed
      sap              gap in predictability between the two best scalars
      explicitness     area under the ROC curve of a linear reader of the whole code
      -block           the same of whole concepts or blocks, by a linear probe
      alignment        strongest concept and category: normalised mutual information; the released \
    score of 0 to 3 points, for as many concepts as categories
    """

  static func lines(_ report: DisentanglementReport) -> [String] {
    let width = max(
      12,
      (report.pairings.flatMap { $0.scores.map(\.name.count) } + report.ranking.map(\.name.count))
        .max() ?? 0)
    func row(_ name: String, _ value: Double, _ error: Double, _ over: String) -> String {
      let padded = name + String(repeating: " ", count: width - name.count)
      return "\(padded)  \(Terminal.fixed(value, 4))  \(Terminal.fixed(error, 4))  \(over)"
    }
    let seeds = report.trainingSeed.map { "trained with seed \($0), " } ?? ""
    var lines = ["\(report.model), \(seeds)scored with seed \(report.seed)"]
    for pairing in report.pairings {
      let dropped = pairing.dropped == 0 ? "" : ", \(pairing.dropped) scalars say nothing"
      lines += [
        "",
        "\(pairing.name): \(pairing.meaning)",
        "\(pairing.points) points, \(pairing.scalars) scalars in \(pairing.groups) "
          + "\(pairing.groups == 1 ? "group" : "groups")\(dropped), \(pairing.factors.count) factors",
      ]
      lines += pairing.scores.map {
        row($0.name, $0.value, $0.standardError, $0.errorOver.rawValue)
      }
    }
    lines += ["", "ranking of the test users"]
    lines += report.ranking.map { row($0.name, $0.mean, $0.standardError, "users") }
    return lines
  }
}
