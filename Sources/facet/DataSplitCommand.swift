import ArgumentParser
import Datasets
import Store
import Tensors
import Training

/// `facet data split`: divides the users of a store and writes the division as files, so that this
/// and other programs train and measure on the same people.
struct DataSplitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Divide the data into training, validation and test, and write the parts as files.",
    discussion: """
      strong and kfold hold users out, who show a part of their history and hide the rest; \
      global-time, loo and ratio hold out interactions of users a model has learned from. What \
      leaks from test into training is counted and said. The same store, options and seed always \
      give the same bytes.

        facet data split --store ml.db --out split --held-out 500
        facet data split --store ml.db --out split --kind global-time --test-share 0.1
        facet train --store ml.db --split split --model macridvae
      """)

  @OptionGroup var global: GlobalOptions

  @Option(help: ArgumentHelp("Directory to write; a split in it is replaced.", valueName: "dir"))
  var out: String

  @OptionGroup var division: SplitOptions

  @Option(help: ArgumentHelp("Shortest history that is used.", valueName: "items"))
  var minimum = 5

  @Option(help: ArgumentHelp("Which users are drawn.", valueName: "number"))
  var seed: UInt64 = 98765

  func run() async throws {
    let recipe = try division.recipe(minimum: minimum, seed: seed)
    // Times are read for every kind: the leak report wants them.
    let data = try global.openStore().timedDataset(minimumHistory: minimum)
    let split = try Split(of: data, recipe)
    try SplitFiles.write(split, to: out)
    let summary = SplitSummary(split, directory: out)
    if global.json { return try global.terminal.data(json: summary) }
    for line in summary.lines { global.terminal.data(line) }
  }
}

/// What a split holds, for a person and for a program.
private struct SplitSummary: Encodable {
  struct Part: Encodable {
    let users: Int
    let visible: Int
    let hidden: Int
    let usersWithoutTargets: Int

    init(_ held: FoldIn) {
      users = held.users.count
      visible = held.visible.entries
      hidden = held.hidden.entries
      usersWithoutTargets = held.usersWithoutTargets
    }

    var line: String {
      let without = usersWithoutTargets == 0 ? "" : "; \(usersWithoutTargets) without targets"
      return "\(Terminal.grouped(users)) users, \(Terminal.grouped(visible)) visible and "
        + "\(Terminal.grouped(hidden)) hidden interactions\(without)"
    }
  }

  let directory: String
  let kind: String
  let mask: String
  let fingerprint: String
  let seed: UInt64?
  let items: Int
  let trainUsers: Int
  let trainInteractions: Int
  let validation: Part
  let test: Part
  let leaks: LeakReport?
  let warning: String?

  init(_ split: Split, directory: String) {
    self.directory = directory
    kind = "\(split.kind)"
    mask = split.mask.rawValue
    fingerprint = split.fingerprint
    seed = split.provenance.seed
    items = split.items.count
    trainUsers = split.trainUsers.count
    trainInteractions = split.train.entries
    validation = Part(split.validation)
    test = Part(split.test)
    leaks = split.leaks
    warning = split.kind.warning
  }

  var lines: [String] {
    [
      "protocol     \(kind)",
      "masked       \(mask)",
      "training     \(Terminal.grouped(trainUsers)) users, \(Terminal.grouped(items)) items, "
        + "\(Terminal.grouped(trainInteractions)) interactions",
      "validation   \(validation.line)",
      "test         \(test.line)",
    ] + (leaks?.sentences ?? []).map { "leaks        \($0)" }
      + (warning.map { ["warning      \($0)"] } ?? []) + [
        "seed         \(seed.map(String.init) ?? "none")",
        "fingerprint  \(fingerprint)",
        "written to   \(directory)",
      ]
  }
}
