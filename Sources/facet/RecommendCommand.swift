import ArgumentParser
import Engine

/// `facet recommend`: what somebody would like, as it is or as they steer it.
struct RecommendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract: "Recommend items to somebody, steered as they wish.",
    discussion: """
      Concepts are reached by word (c3) or by name (Horror); facet concepts lists them. An amount \
      is added to the scores of the concept's items: +1 multiplies their odds by 2.7, 0 changes \
      nothing.

        facet recommend u42 -k 20 --explain
        facet recommend u42 --add Horror:+2 --mute Romance --diff
        facet recommend --history i1,i2,i3 --filter 'year>=1990'
        facet recommend u42 --boost genre=Horror:+0.5 --diversity 0.3 --ignore i7
        facet recommend --profile u42.json
        facet recommend --all -k 100 --format trec --out run.trec
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var steering: SteeringOptions
  @OptionGroup var rules: RuleOptions

  @Argument(help: "A user of the store; absent for somebody unseen, with --history.")
  var user: String?

  @Option(name: [.customShort("k"), .customLong("k")], help: "How many items.")
  var k = 10

  @Option(help: ArgumentHelp("Items not to answer.", valueName: "items"))
  var exclude: [String] = []

  @Option(help: ArgumentHelp("Conditions on attributes: genre=Horror.", valueName: "condition"))
  var filter: [String] = []

  @Option(help: "What to do with items of the history: exclude or include.")
  var seen = "exclude"

  @Flag(help: "Say why for every item.")
  var explain = false

  @Flag(help: "Show what entered, left and moved against the list without steering and rules.")
  var diff = false

  @Flag(help: "Write the list of every user of the store.")
  var all = false

  @Option(
    help: ArgumentHelp("Write the lists of the users in this file, one a line.", valueName: "file"))
  var usersFile: String?

  @Option(help: "Format of many lists: trec, csv or jsonl.")
  var format = ListFormat.csv

  @Option(
    help: ArgumentHelp("Write many lists to this file; - is standard output.", valueName: "file"))
  var out = "-"

  func validate() throws {
    let isMany = all || usersFile != nil
    guard !isMany || (user == nil && !steering.hasHistory && steering.session == nil) else {
      throw ValidationError("--all and --users-file take neither a user, --history nor --session")
    }
    guard !isMany || (exclude.isEmpty && filter.isEmpty && !explain && !diff) else {
      throw ValidationError("--exclude, --filter, --explain and --diff are for one person's list")
    }
    guard
      !isMany
        || (rules.isEmpty && steering.ignore.isEmpty && steering.weigh.isEmpty
          && steering.copy.isEmpty)
    else {
      throw ValidationError("rules, --ignore, --weigh and --copy are for one person's list")
    }
  }

  func run() async throws {
    guard !all, usersFile == nil else {
      return try ListWriting(global: global, format: format, out: out).run(
        usersFile: usersFile, k: k, steering: steering)
    }
    var fields: Value.Map = ["user": .string(user ?? "-"), "k": .int(k)]
    fields.append(contentsOf: steering.fields)
    fields.append(contentsOf: rules.fields)
    if !exclude.isEmpty { fields.append("exclude", .string(exclude.joined(separator: ","))) }
    if !filter.isEmpty { fields.append("filter", .list(filter.map { .string($0) })) }
    fields.append("seen", .string(seen))
    fields.append("explain", .bool(explain))
    fields.append("diff", .bool(diff))
    try await Asking(global: global).answer("REC", fields, text: ReplyText.recommendation)
  }
}
