import ArgumentParser
import Engine

/// The options by which one person's list is ruled: the keys of the socket, word for word. A session
/// keeps them too.
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Add to items that meet a condition: genre=Horror:+0.5.", valueName: "condition:amount"))
  var boost: [String] = []

  @Option(help: ArgumentHelp("The only items to answer.", valueName: "items"))
  var candidates: [String] = []

  @Option(help: ArgumentHelp("How far items should differ, 0 to 1.", valueName: "share"))
  var diversity: Double?

  // A weight may be negative, which would otherwise be read as another option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Towards what few have; below 0, what many have.", valueName: "weight"))
  var novelty: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Towards what is new; below 0, what is old.", valueName: "weight"))
  var recency: Double?

  @Option(help: ArgumentHelp("Rotate what scores nearly the same.", valueName: "number"))
  var seed: Int?

  @Option(help: ArgumentHelp("Items not to answer.", valueName: "items"))
  var exclude: [String] = []

  @Option(help: ArgumentHelp("Conditions on attributes: genre=Horror.", valueName: "condition"))
  var filter: [String] = []

  @Option(help: "What to do with items of the history: exclude or include.")
  var seen: String?

  /// The options as fields of a request.
  var fields: Value.Map {
    var map = Value.Map()
    for (name, values) in [("boost", boost), ("candidates", candidates), ("exclude", exclude)]
    where !values.isEmpty {
      map.append(name, .string(values.joined(separator: ",")))
    }
    for (name, weight) in [("diversity", diversity), ("novelty", novelty), ("recency", recency)] {
      if let weight { map.append(name, .double(weight)) }
    }
    if let seed { map.append("seed", .int(seed)) }
    if !filter.isEmpty { map.append("filter", .list(filter.map { .string($0) })) }
    if let seen { map.append("seen", .string(seen)) }
    return map
  }

  /// Whether any rule is given.
  var isEmpty: Bool { fields.entries.isEmpty }
}
