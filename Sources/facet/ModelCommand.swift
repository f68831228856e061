import ArgumentParser
import Engine

/// `facet model`: the models of the store.
struct ModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "List the models of the store, show one, put one in use.",
    discussion: "Example: facet model use macridvae@2",
    subcommands: [ModelListCommand.self, ModelInfoCommand.self, ModelUseCommand.self],
    defaultSubcommand: ModelListCommand.self)
}

/// `facet model list`.
struct ModelListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the models, newest first.",
    discussion: "Example: facet model list --store ml.db --json")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await Asking(global: global).answer("MODEL LIST", [:], text: ReplyText.models)
  }
}

/// `facet model info`.
struct ModelInfoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Show a model: settings, metrics, what can be turned.",
    discussion: "Example: facet model info macridvae@2")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "name or name@version; the model in use when absent.")
  var model: String?

  func run() async throws {
    let fields: Value.Map = model.map { ["model": .string($0)] } ?? [:]
    try await Asking(global: global).answer("MODEL INFO", fields) { reply in
      reply.entries.map { "\($0.key): \($0.value.text ?? $0.value.json)" }
    }
  }
}

/// `facet model use`.
struct ModelUseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "use", abstract: "Put a model in use.",
    discussion: "Example: facet model use macridvae@2")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "name (its newest) or name@version.")
  var model: String

  func run() async throws {
    try await Asking(global: global).answer("MODEL USE", ["model": .string(model)]) { reply in
      ["\(reply["model"]?.text ?? "") is in use"]
    }
  }
}
