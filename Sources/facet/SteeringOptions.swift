import ArgumentParser
import Engine

/// Whose history, which model, which session.
struct HistoryOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Items to use as the history, oldest first.", valueName: "i1,i2"))
  var history: [String] = []

  @Option(help: ArgumentHelp("Items of the history not to read.", valueName: "items"))
  var ignore: [String] = []

  @Option(
    help: ArgumentHelp("How much items of the history count: i1:0.3.", valueName: "item:weight"))
  var weigh: [String] = []

  @Option(
    help: ArgumentHelp("name@version to ask instead of the model in use.", valueName: "model"))
  var model: String?

  @Option(help: "A session of the user; - for none, not even the saved one.")
  var session: String?

  /// The options as fields of a request.
  var fields: Value.Map {
    var map = Value.Map()
    for (name, values) in [("history", history), ("ignore", ignore), ("weigh", weigh)]
    where !values.isEmpty {
      map.append(name, .string(values.joined(separator: ",")))
    }
    if let model { map.append("model", .string(model)) }
    if let session { map.append("session", .string(session)) }
    return map
  }
}

/// The options by which every command that scores for somebody is steered: whose history, which
/// model, which session, and the knobs.
struct SteeringOptions: ParsableArguments {
  @OptionGroup var whose: HistoryOptions

  @Option(
    help: ArgumentHelp(
      "History, weights, shares, overrides and rules from a file of facet profile --json.",
      valueName: "file"))
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "Share of what is predicted that a concept is to have: Horror:0.5.", valueName: "name:share"))
  var share: [String] = []

  @Option(
    help: ArgumentHelp(
      "Blocks of another user's code to take: static:u42.", valueName: "block:user"))
  var copy: [String] = []

  @OptionGroup var knobs: KnobOptions

  /// The options and those that rule the list as fields of a request about somebody; what is said on
  /// the line stands above the profile's. Without a user it is the profile's, or somebody unseen.
  func fields(of user: String?, _ rules: RuleOptions) throws -> Value.Map {
    let file = try profile.map { try ProfileFile(path: $0) }
    var map: Value.Map = ["user": .string(try file?.user(asked: user) ?? user ?? "-")]
    for entry in file?.fields.entries ?? [] { map[entry.key] = entry.value }
    if !share.isEmpty { map["share"] = .string(share.joined(separator: ",")) }
    if !copy.isEmpty { map["copy"] = .string(copy.joined(separator: ",")) }
    for entry in whose.fields.entries + knobs.fields.entries + rules.fields.entries {
      map[entry.key] = entry.value
    }
    return map
  }

  /// Whether a history of the request's own is given.
  var hasHistory: Bool { !whose.history.isEmpty || profile != nil }

  /// The knobs read by the grammar of the socket, for commands that are not a request.
  func request() throws(Fault) -> Steering { try Steering(knobs.fields) }
}
