import ArgumentParser
import Engine

/// `facet critique`: a step of a session in a person's words.
struct CritiqueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "critique",
    abstract: "Ask a session for less or more of a concept, or like an item.",
    discussion: """
      The concept is moved by --step. With --like alone it is the one that explains the item most; \
      less also leaves the item out.

        facet critique evening less Horror
        facet critique evening less --like m7
        facet critique evening less Horror --like m7
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var list: SessionListOptions

  @Argument(help: "The session.")
  var session: String

  @Argument(help: "less or more.")
  var direction: String

  @Argument(help: "A concept by word or name.")
  var concept: String?

  @Option(help: "An item to have less or more like.")
  var like: String?

  @Option(help: "How far the concept is moved.")
  var step: Double?

  func run() async throws {
    var fields: Value.Map = ["session": .string(session), "direction": .string(direction)]
    if let concept { fields.append("concept", .string(concept)) }
    if let like { fields.append("like", .string(like)) }
    if let step { fields.append("step", .double(step)) }
    fields.append(contentsOf: list.fields)
    try await Asking(global: global).answer("CRITIQUE", fields) {
      SessionText.list($0, list.shown.names)
    }
  }
}

/// `facet tune-item`: like an item, but steered.
struct TuneItemCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune-item", abstract: "List items like an item, steered.",
    discussion: "Example: facet tune-item i7 --add Horror:-1")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var knobs: KnobOptions
  @OptionGroup var list: SessionListOptions

  @Argument(help: "The item to start from.")
  var item: String

  func run() async throws {
    var fields: Value.Map = ["item": .string(item)]
    fields.append(contentsOf: list.fields)
    fields.append(contentsOf: knobs.fields)
    try await Asking(global: global).answer("TUNE", fields) { reply in
      ["\(item) in \(reply["model"]?.text ?? ""), by \(reply["by"]?.text ?? "")"]
        + ReplyText.recommendation(reply, list.shown.names).dropFirst()
    }
  }
}

/// `facet whynot`: what would have to change for an item to be answered.
struct WhyNotCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whynot", abstract: "Say what would have to change for an item to be answered.",
    discussion: """
      The smallest changes of the taste that would bring it in, under the rules of the list, and \
      which of those rules keep it out.

        facet whynot u42 i7 -k 10
        facet whynot u42 i7 --diversity 0.3 --boost genre=Horror:+1
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var steering: SteeringOptions
  @OptionGroup var rules: RuleOptions

  @Argument(help: "A user of the store, or - with --history.")
  var user: String

  @Argument(help: "The item that is not answered.")
  var item: String

  @Option(name: [.customShort("k"), .customLong("k")], help: "How many places count.")
  var k = 10

  func run() async throws {
    var fields = try steering.fields(of: user, rules)
    fields["item"] = .string(item)
    fields["k"] = .int(k)
    try await Asking(global: global).answer("WHYNOT", fields, text: CounterfactualText.lines)
  }
}
