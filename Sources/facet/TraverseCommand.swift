import ArgumentParser
import Engine

/// `facet traverse`: items along one coordinate inside a concept, from an item or a user.
struct TraverseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "traverse",
    abstract: "Walk from an item or a user along one coordinate inside a concept.",
    discussion: """
      The values of the coordinate for which the concept stays the nearest are cut into --stops \
      parts with equally many of its items, and one item is taken from each: like the start in all \
      other coordinates, and by --gamma like each other (beam search). --sweep answers the nearest \
      other item at equally spaced values instead, of whatever concept. A user's walk starts from \
      their taste inside the concept, in the one their history has most of when none is meant, and \
      leaves out what they have. A coordinate need not mean anything a person can read.

        facet traverse i7 --concept c3 --dim 12
        facet traverse u42 --concept Horror --dim 12
        facet traverse i7 --dim 12 --sweep --stops 10
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "An item, a user of the store, or - with --history, to start from.")
  var start: String

  @Option(help: "What start is, where it could be both: item or user.")
  var from: String?

  @Option(help: "A concept by word or name; the item's own or the user's strongest when absent.")
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

  @OptionGroup var whose: HistoryOptions
  @OptionGroup var shown: FieldOptions

  func run() async throws {
    var fields: Value.Map = ["start": .string(start), "dim": .int(dim)]
    fields.append(contentsOf: whose.fields)
    fields.append(contentsOf: shown.fields)
    if let from { fields.append("from", .string(from)) }
    if let concept { fields.append("concept", .string(concept)) }
    if let stops { fields.append("stops", .int(stops)) }
    if let gamma { fields.append("gamma", .double(gamma)) }
    if let temperature { fields.append("temperature", .double(temperature)) }
    if let beam { fields.append("beam", .int(beam)) }
    if sweep { fields.append("sweep", .bool(true)) }
    try await Asking(global: global).answer("TRAVERSE", fields) {
      ReplyText.walk($0, shown.names)
    }
  }
}
