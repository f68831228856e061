import ArgumentParser
import Engine

/// `facet traverse`: items along one coordinate inside a concept.
struct TraverseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "traverse",
    abstract: "Walk from an item along one coordinate inside a concept.",
    discussion: """
      The values of the coordinate for which the concept stays the nearest are cut into --stops \
      parts with equally many of its items, and one item is taken from each: like the start in all \
      other coordinates, and by --gamma like each other (beam search). --sweep answers the nearest \
      other item at equally spaced values instead, of whatever concept. A coordinate need not mean \
      anything a person can read.

      Examples: facet traverse i7 --concept c3 --dim 12; facet traverse i7 --dim 12 --sweep --stops 10
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "The item to start from.")
  var item: String

  @Option(help: "A concept by word or name; the item's own when absent.")
  var concept: String?

  @Option(help: "The coordinate to move, from 0.")
  var dim = 0

  @Option(help: "Items on the walk.")
  var stops: Int?

  @Option(help: "How much the stops are to be like each other.")
  var gamma: Double?

  @Option(help: "Temperature of the likeness; smaller wants nearer items.")
  var temperature: Double?

  @Option(help: "Walks kept while searching.")
  var beam: Int?

  @Flag(help: "Nearest other item at equally spaced values, of any concept.")
  var sweep = false

  @Option(
    help: ArgumentHelp("name@version to ask instead of the model in use.", valueName: "model"))
  var model: String?

  func run() async throws {
    var fields: Value.Map = ["item": .string(item), "dim": .int(dim)]
    if let concept { fields.append("concept", .string(concept)) }
    if let stops { fields.append("stops", .int(stops)) }
    if let gamma { fields.append("gamma", .double(gamma)) }
    if let temperature { fields.append("temperature", .double(temperature)) }
    if let beam { fields.append("beam", .int(beam)) }
    if sweep { fields.append("sweep", .bool(true)) }
    if let model { fields.append("model", .string(model)) }
    try await Asking(global: global).answer("TRAVERSE", fields, text: ReplyText.walk)
  }
}
