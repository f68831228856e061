import ArgumentParser
import Engine

/// The options by which every command that scores for somebody is steered: whose history, which
/// model, which session, and the knobs.
struct SteeringOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Items to use as the history, oldest first.", valueName: "i1,i2"))
  var history: [String] = []

  @Option(help: ArgumentHelp("Items of the history not to read.", valueName: "items"))
  var ignore: [String] = []

  @Option(
    help: ArgumentHelp("How much items of the history count: i1:0.3.", valueName: "item:weight"))
  var weigh: [String] = []

  @Option(
    help: ArgumentHelp(
      "History, weights and overrides from a file of facet profile --json.", valueName: "file"),
    transform: { try ProfileFile(path: $0) })
  var profile: ProfileFile?

  @Option(
    help: ArgumentHelp("name@version to ask instead of the model in use.", valueName: "model"))
  var model: String?

  @Option(help: "A session of the user; - for none, not even the saved one.")
  var session: String?

  @Option(
    help: ArgumentHelp(
      "Blocks of another user's code to take: static:u42.", valueName: "block:user"))
  var copy: [String] = []

  @OptionGroup var knobs: KnobOptions

  /// The options as fields of a request; what is said on the line stands above the profile's.
  var fields: Value.Map {
    var map = profile?.fields ?? Value.Map()
    for (name, values) in [("history", history), ("ignore", ignore), ("weigh", weigh)]
    where !values.isEmpty {
      map[name] = .string(values.joined(separator: ","))
    }
    if !copy.isEmpty { map["copy"] = .string(copy.joined(separator: ",")) }
    for entry in knobs.fields.entries { map[entry.key] = entry.value }
    if let model { map.append("model", .string(model)) }
    if let session { map.append("session", .string(session)) }
    return map
  }

  /// Whether a history of the request's own is given.
  var hasHistory: Bool { fields["history"] != nil }

  /// The knobs read by the grammar of the socket, for commands that are not a request.
  func request() throws(Fault) -> Steering { try Steering(knobs.fields) }
}
