import ArgumentParser
import Engine

/// The options by which every command that scores is steered: the keys of the socket, word for
/// word.
struct SteeringOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Items to use as the history, oldest first.", valueName: "i1,i2"))
  var history: [String] = []

  @Option(
    help: ArgumentHelp("name@version to ask instead of the model in use.", valueName: "model"))
  var model: String?

  @Option(help: ArgumentHelp("Add to a concept: c3:+1, Horror:+2.", valueName: "name:amount"))
  var add: [String] = []

  @Option(help: ArgumentHelp("Set a concept: c3:0.8.", valueName: "name:amount"))
  var set: [String] = []

  @Option(help: ArgumentHelp("Concepts to take out, with their items.", valueName: "names"))
  var mute: [String] = []

  @Option(help: ArgumentHelp("Concepts to keep; all others are muted.", valueName: "names"))
  var only: [String] = []

  @Option(
    help: ArgumentHelp("Move a coordinate inside a concept: c3.12:+2sd.", valueName: "name:amount"))
  var dim: [String] = []

  @Option(help: ArgumentHelp("Items to have more like.", valueName: "items"))
  var like: [String] = []

  @Option(help: ArgumentHelp("Items to have less like.", valueName: "items"))
  var less: [String] = []

  /// The options as fields of a request.
  var fields: Value.Map {
    var map = Value.Map()
    let lists = [
      ("history", history), ("add", add), ("set", set), ("mute", mute), ("only", only),
      ("dim", dim), ("like", like), ("less", less),
    ]
    for (name, values) in lists where !values.isEmpty {
      map.append(name, .string(values.joined(separator: ",")))
    }
    if let model { map.append("model", .string(model)) }
    return map
  }

  /// The options read by the grammar of the socket, for commands that are not a request.
  func request() throws(Fault) -> Steering {
    var map = fields
    map["model"] = nil
    map["history"] = nil
    return try Steering(map)
  }
}
