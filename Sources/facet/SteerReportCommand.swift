import ArgumentParser
import Engine
import Evaluation
import Models
import Tensors

/// `facet steer-report`: curves of what turning concepts buys and costs.
struct SteerReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "steer-report",
    abstract: "Draw what turning the concepts buys and costs.",
    discussion: """
      Test users have every named concept turned by each of --strengths, up to its full strength; \
      drawn are the concept's \
      share of the top 20, NDCG@20 of its own held-out items, and NDCG@20 of all held-out items. \
      The numbers are inside the page and beside it as .csv, a file a figure.

      Example: facet steer-report macridvae --out steering.html --users 500
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "name or name@version; the model in use when absent.")
  var model: String?

  @Option(help: ArgumentHelp("Where the page goes.", valueName: "file.html"))
  var out: String

  @Option(help: "Measure this concept only.")
  var concept: String?

  @Option(help: "Users to measure on.")
  var users = 200

  @Option(help: ArgumentHelp("Strengths of the knobs.", valueName: "0,1,2"))
  var strengths = "0,0.5,1,2,4,8,20"

  @Option(help: ArgumentHelp("Split files; those the model was trained on.", valueName: "folder"))
  var split: String?

  @Option(help: ArgumentHelp("Threads to compute with; all cores when absent.", valueName: "count"))
  var threads: Int?

  func validate() throws {
    guard out.hasSuffix(".html") else { throw ValidationError("--out ends in .html") }
    guard users > 0 else { throw ValidationError("--users must be at least 1") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
    _ = try values()
  }

  func run() async throws {
    if let threads { Parallel.threads = threads }
    let measured = try SteeringJob(ModelLibrary(try global.openStore())).report(
      model, concept: concept, attribute: nil, folder: split, users: users,
      strengths: try values())
    var facts = [
      Report.Fact("command", ReportOptions.commandLine), Report.Fact("facet", Facet.version),
    ]
    if let seed = measured.trainingSeed { facts.append(Report.Fact("training seed", "\(seed)")) }
    facts += measured.ranking.map {
      Report.Fact(
        "untouched \($0.name), all test users",
        "\(Figures.fixed($0.mean, 4)) ± \(Figures.fixed($0.standardError, 4))")
    }
    try PictureFiles.write(try measured.pictures(facts), to: out, global.terminal)
  }

  private func values() throws -> [Float] {
    let values = strengths.split(separator: ",").map { Float($0) }
    let limit = CodeLayout.weightLimit
    guard !values.isEmpty, values.count <= 50,
      values.allSatisfy({ $0.map { (-limit...limit).contains($0) } ?? false })
    else {
      throw ValidationError(
        "--strengths is a list of numbers within ±\(Int(limit)) such as 0,1,2,4,8,\(Int(limit))")
    }
    return values.compactMap { $0 }.sorted()
  }
}
