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
        facet recommend u42 --profile u42.json
        facet recommend --all -k 100 --format trec --out run.trec
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var steering: SteeringOptions
  @OptionGroup var rules: RuleOptions
  @OptionGroup var shown: FieldOptions

  @Argument(help: "A user of the store; absent for somebody unseen, with --history.")
  var user: String?

  @Option(name: [.customShort("k"), .customLong("k")], help: "How many items.")
  var k = 10

  @Option(help: "Places of the list to skip.")
  var offset: Int?

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
    guard !isMany || (user == nil && !steering.hasHistory && steering.whose.session == nil) else {
      throw ValidationError("--all and --users-file take neither a user, --history nor --session")
    }
    guard !isMany || (offset == nil && shown.names.isEmpty && !explain && !diff) else {
      throw ValidationError(
        "--offset, --fields, --explain and --diff are for one person's list")
    }
    guard
      !isMany
        || (rules.isEmpty && steering.share.isEmpty && steering.whose.ignore.isEmpty
          && steering.whose.weigh.isEmpty && steering.copy.isEmpty)
    else {
      throw ValidationError(
        "rules, --share, --ignore, --weigh and --copy are for one person's list")
    }
  }

  func run() async throws {
    guard !all, usersFile == nil else {
      return try ListWriting(global: global, format: format, out: out).run(
        usersFile: usersFile, k: k, steering: steering)
    }
    var fields = try steering.fields(of: user, rules)
    fields["k"] = .int(k)
    fields.append(contentsOf: shown.fields)
    if let offset { fields.append("offset", .int(offset)) }
    fields.append("explain", .bool(explain))
    fields.append("diff", .bool(diff))
    try await Asking(global: global).answer("REC", fields, text: recommendation)
  }

  private func recommendation(_ reply: Value.Map) -> [String] {
    ReplyText.recommendation(reply, shown.names)
  }
}
