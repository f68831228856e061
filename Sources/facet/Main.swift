import ArgumentParser

/// The program: one subcommand per file, each reads its options, calls the floors below and prints.
@main
struct Facet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facet",
    abstract: "Recommendations whose concepts you can turn.",
    discussion: """
      facet ingest ml-1m/ratings.dat ml-1m/movies.dat
      facet data describe
      facet validate

      Data goes to standard output, talk to standard error. Exit codes: 0 done, 64 wrong usage, \
      65 bad data, 66 no such input, 70 a fault of the program, 74 input or output failed, 75 try \
      again, 130 stopped by Ctrl-C.
      """,
    version: "0.1.0",
    subcommands: [InitCommand.self, IngestCommand.self, ValidateCommand.self, DataCommand.self])

  /// Runs the command line; every fault ends here as one line and an exit code.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      FaultExit.exit(for: error)
    }
  }
}
