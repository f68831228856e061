import ArgumentParser
import Engine
import Evaluation

/// `facet stability`: whether models found the same concepts.
struct StabilityCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stability",
    abstract: "Say whether models of several seeds found the same concepts.",
    discussion: """
      The concepts of every two models are matched, by the assignment of greatest total cosine \
      between their memberships over the items that both know. Reported are the matched cosines and \
      the share of them above \(ConceptStability.same).

      Example: facet stability macridvae@1 macridvae@2 macridvae@3
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: ArgumentHelp("Two models or more, name@version.", valueName: "model"))
  var models: [String]

  func run() async throws {
    let outcome = try StabilityJob(ModelLibrary(try global.openStore())).run(models)
    if global.json { return try global.terminal.data(json: outcome) }
    for pair in outcome.pairs {
      global.terminal.data(
        "\(pair.first) and \(pair.second), \(Terminal.grouped(pair.items)) items")
      let rows = pair.matches.map { [Terminal.fixed($0.cosine, 3), $0.first, $0.second] }
      for line in ReplyText.columns(rows, right: [0]) { global.terminal.data("  \(line)") }
    }
    global.terminal.data(
      "matched cosine \(Terminal.fixed(outcome.cosine, 3)); "
        + "\(Terminal.percent(outcome.same)) above \(ConceptStability.same)")
  }
}
