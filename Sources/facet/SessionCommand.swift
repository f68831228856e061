import ArgumentParser
import Engine

/// `facet session`: steering sessions.
struct SessionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "session", abstract: "Steer somebody's lists step by step, and take steps back.",
    discussion: """
      A session belongs to a user and is kept in the store. Its state is the sum of its steps.

        facet session new evening u42
        facet session set evening --add Horror:+2
        facet session set evening --diversity 0.3 --filter 'year>=1990'
        facet session undo evening
        facet recommend u42 --session evening
        facet session save evening
      """,
    subcommands: [
      SessionNewCommand.self, SessionSetCommand.self, SessionUndoCommand.self,
      SessionShowCommand.self, SessionResetCommand.self, SessionSaveCommand.self,
      SessionEndCommand.self,
    ])
}

/// `facet session new`.
struct SessionNewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Start a session of a user.",
    discussion: "Example: facet session new evening u42")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "A name of your own for it.")
  var session: String

  @Argument(help: "A user of the store.")
  var user: String

  func run() async throws {
    let fields: Value.Map = ["session": .string(session), "user": .string(user)]
    try await Asking(global: global, needsModel: false)
      .answer("SESSION NEW", fields, text: SessionText.standing)
  }
}

/// `facet session set`.
struct SessionSetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Add a step to a session.",
    discussion: """
      Overrides of several steps add up; of rules of the list the later one stands.

        facet session set evening --add Horror:+2 --mute Romance
        facet session set evening --diversity 0.3 --boost 'year>=1990:+0.5'
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var knobs: KnobOptions
  @OptionGroup var rules: RuleOptions
  @OptionGroup var list: SessionListOptions

  @Argument(help: "The session.")
  var session: String

  func run() async throws {
    var fields: Value.Map = ["session": .string(session)]
    fields.append(contentsOf: knobs.fields)
    fields.append(contentsOf: rules.fields)
    fields.append(contentsOf: list.fields)
    try await Asking(global: global).answer("SESSION SET", fields) {
      SessionText.list($0, list.shown.names)
    }
  }
}

/// `facet session undo`.
struct SessionUndoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo", abstract: "Take the last steps of a session back, exactly.",
    discussion: "Example: facet session undo evening 2")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var list: SessionListOptions

  @Argument(help: "The session.")
  var session: String

  @Argument(help: "How many steps.")
  var n = 1

  func run() async throws {
    var fields: Value.Map = ["session": .string(session), "n": .int(n)]
    fields.append(contentsOf: list.fields)
    try await Asking(global: global).answer("SESSION UNDO", fields) {
      SessionText.list($0, list.shown.names)
    }
  }
}

/// `facet session show`.
struct SessionShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a session and its steps.",
    discussion: "Example: facet session show evening")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The session.")
  var session: String

  @Option(
    help: ArgumentHelp("name@version to ask instead of the model in use.", valueName: "model"))
  var model: String?

  func run() async throws {
    var fields: Value.Map = ["session": .string(session)]
    if let model { fields.append("model", .string(model)) }
    try await Asking(global: global).answer("SESSION SHOW", fields, text: SessionText.steps)
  }
}

/// `facet session reset`.
struct SessionResetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset", abstract: "Take all steps of a session back.",
    discussion: "Example: facet session reset evening")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var list: SessionListOptions

  @Argument(help: "The session.")
  var session: String

  func run() async throws {
    var fields: Value.Map = ["session": .string(session)]
    fields.append(contentsOf: list.fields)
    try await Asking(global: global).answer("SESSION RESET", fields) {
      SessionText.list($0, list.shown.names)
    }
  }
}

/// `facet session save`.
struct SessionSaveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "save",
    abstract: "Let a session steer every query of its user, until it is reset.",
    discussion: "Example: facet session save evening")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The session.")
  var session: String

  func run() async throws {
    try await Asking(global: global, needsModel: false)
      .answer("SESSION SAVE", ["session": .string(session)], text: SessionText.standing)
  }
}

/// `facet session end`.
struct SessionEndCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end", abstract: "Remove a session with its steps.",
    discussion: "Example: facet session end evening")

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The session.")
  var session: String

  func run() async throws {
    try await Asking(global: global, needsModel: false)
      .answer("SESSION END", ["session": .string(session)], text: SessionText.standing)
  }
}

/// What commands that answer with a list of a session take.
struct SessionListOptions: ParsableArguments {
  @Option(name: [.customShort("k"), .customLong("k")], help: "How many items the list has.")
  var k = 10

  @Option(
    help: ArgumentHelp("name@version to ask instead of the model in use.", valueName: "model"))
  var model: String?

  @OptionGroup var shown: FieldOptions

  var fields: Value.Map {
    var map: Value.Map = ["k": .int(k)]
    map.append(contentsOf: shown.fields)
    if let model { map.append("model", .string(model)) }
    return map
  }
}
