import ArgumentParser
import Engine

/// The knobs themselves: what a step of a session and an item are steered by, word for word the keys
/// of the socket.
struct KnobOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Add to a concept: c3:+1, Horror:+2.", valueName: "name:amount"))
  var add: [String] = []

  @Option(help: ArgumentHelp("Set a concept: c3:0.8.", valueName: "name:amount"))
  var set: [String] = []

  @Option(
    help: ArgumentHelp("Multiply the odds of a concept: c3:0.5.", valueName: "name:amount"))
  var scale: [String] = []

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
      ("add", add), ("set", set), ("scale", scale), ("mute", mute), ("only", only), ("dim", dim),
      ("like", like),
      ("less", less),
    ]
    for (name, values) in lists where !values.isEmpty {
      map.append(name, .string(values.joined(separator: ",")))
    }
    return map
  }
}
