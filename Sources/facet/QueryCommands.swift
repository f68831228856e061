import ArgumentParser
import Engine

/// `facet explain`: why an item stands where it stands.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say why an item stands where it stands for somebody.",
    discussion: "Example: facet explain u42 i7")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var steering: SteeringOptions
  @OptionGroup var rules: RuleOptions

  @Argument(help: "A user of the store, or - with --history.")
  var user: String

  @Argument(help: "The item to explain.")
  var item: String

  func run() async throws {
    var fields = try steering.fields(of: user, rules)
    fields["item"] = .string(item)
    try await Asking(global: global).answer("EXPLAIN", fields, text: ReplyText.explanation)
  }
}

/// `facet concepts`: what the model's concepts are, or one of them.
struct ConceptsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concepts", abstract: "List the concepts of a model, or show one.",
    discussion: "Examples: facet concepts; facet concepts Horror --top 30")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var shown: FieldOptions

  @Argument(help: "A concept by word or name; all of them when absent.")
  var concept: String?

  @Option(
    help: ArgumentHelp("name@version to ask instead of the model in use.", valueName: "model"))
  var model: String?

  @Option(help: "Items to show.")
  var top: Int?

  func run() async throws {
    var fields = Value.Map()
    if let model { fields.append("model", .string(model)) }
    if let top { fields.append("top", .int(top)) }
    fields.append(contentsOf: shown.fields)
    guard let concept else {
      return try await Asking(global: global).answer("CONCEPTS", fields, text: ReplyText.concepts)
    }
    fields.append("concept", .string(concept))
    try await Asking(global: global).answer("CONCEPT", fields) {
      ReplyText.concept($0, shown.names)
    }
  }
}

/// `facet profile`: somebody's taste by concept.
struct ProfileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "Show somebody's taste by concept.",
    discussion: """
      The interval holds nine tenths of the draws from the posterior. With --json the profile can \
      be kept, edited and given back to recommend, explain, whynot and profile. What is read of it \
      is predicted of each concept, as the share it is to have (the concepts that were not edited \
      share the rest), and everything under request: items of the history can be taken out, or \
      weighed under "weigh": {"i7": 0.3}. Unedited it changes no bit.

        facet profile u42
        facet profile u42 --ignore i7 --add Horror:+1 --json > u42.json
        facet recommend u42 --profile u42.json
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var steering: SteeringOptions
  @OptionGroup var rules: RuleOptions

  @Argument(help: "A user of the store; absent for somebody unseen, with --history.")
  var user: String?

  @Option(help: "History items to name of each concept.")
  var top: Int?

  func run() async throws {
    var fields = try steering.fields(of: user, rules)
    if let top { fields.append("top", .int(top)) }
    try await Asking(global: global).answer("PROFILE", fields, text: ReplyText.profile)
  }
}

/// `facet similar`: items like an item.
struct SimilarCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similar", abstract: "List items like an item.",
    discussion: "Example: facet similar i7 -k 20 --by Horror")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var shown: FieldOptions

  @Argument(help: "The item to start from.")
  var item: String

  @Option(name: [.customShort("k"), .customLong("k")], help: "How many items.")
  var k = 10

  @Option(help: "A concept; only its items are answered.")
  var by: String?

  @Option(
    help: ArgumentHelp("name@version to ask instead of the model in use.", valueName: "model"))
  var model: String?

  func run() async throws {
    var fields: Value.Map = ["item": .string(item), "k": .int(k)]
    if let by { fields.append("by", .string(by)) }
    if let model { fields.append("model", .string(model)) }
    fields.append(contentsOf: shown.fields)
    try await Asking(global: global).answer("SIMILAR", fields) {
      ReplyText.similar($0, shown.names)
    }
  }
}
