import ArgumentParser
import Engine

/// The options by which every command that scores for somebody is steered: whose history, which
/// model, which session, and the knobs.
struct SteeringOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Items to use as the history, oldest first.", valueName: "i1,i2"))
  var history: [String] = []

  @Option(
    help: ArgumentHelp("name@version to ask instead of the model in use.", valueName: "model"))
  var model: String?

  @Option(help: "A session of the user; - for none, not even the saved one.")
  var session: String?

  @OptionGroup var knobs: KnobOptions

  /// The options as fields of a request.
  var fields: Value.Map {
    var map = Value.Map()
    if !history.isEmpty { map.append("history", .string(history.joined(separator: ","))) }
    map.append(contentsOf: knobs.fields)
    if let model { map.append("model", .string(model)) }
    if let session { map.append("session", .string(session)) }
    return map
  }

  /// The knobs read by the grammar of the socket, for commands that are not a request.
  func request() throws(Fault) -> Steering { try Steering(knobs.fields) }
}
