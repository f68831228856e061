import ArgumentParser
import Engine

/// `facet factors`: what can be turned in a model, and what turning it does.
struct FactorsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "factors", abstract: "List what can be turned in a model.",
    discussion: """
      Mean and spread are over a sample of the store's users. MOVES is the share of their 20 best \
      items that a step of one spread replaces, or of one unit where everybody has the same.

        facet factors
        facet factors macridvae@2 --block taste
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "name@version; the model in use when absent.")
  var model: String?

  @Option(help: ArgumentHelp("List every element of this block of the code.", valueName: "block"))
  var block: String?

  func run() async throws {
    var fields = Value.Map()
    if let model { fields.append("model", .string(model)) }
    if let block { fields.append("block", .string(block)) }
    try await Asking(global: global).answer("FACTORS", fields, text: ReplyText.factors)
  }
}
