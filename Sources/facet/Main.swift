import ArgumentParser
import Tensors

/// The program: one subcommand per file, each reads its options, calls the floors below and prints.
@main
struct Facet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facet",
    abstract: "Recommendations whose concepts you can turn.",
    discussion: """
      facet ingest ml-1m/ratings.dat ml-1m/movies.dat
      facet train --model macridvae
      facet evaluate
      facet concepts
      facet recommend 42 --add Horror:+2 --diff
      facet serve --line 127.0.0.1:7700

      Data goes to standard output, talk to standard error. Exit codes: 0 done, 64 wrong usage, \
      65 bad data, 66 no such input, 70 a fault of the program, 74 input or output failed, 75 try \
      again, 130 stopped by Ctrl-C.
      """,
    version: version,
    subcommands: [
      InitCommand.self, IngestCommand.self, ValidateCommand.self, DataCommand.self,
      TrainCommand.self, TuneCommand.self, EvaluateCommand.self, CompareCommand.self,
      ExperimentCommand.self,
      RecommendCommand.self, ExplainCommand.self, ConceptsCommand.self, FactorsCommand.self,
      ProfileCommand.self,
      SimilarCommand.self, TraverseCommand.self, MapCommand.self, SteerReportCommand.self,
      StabilityCommand.self, WhyNotCommand.self, TuneItemCommand.self, SessionCommand.self,
      CritiqueCommand.self, ModelCommand.self,
      ServeCommand.self, CallCommand.self,
    ])

  /// Version of the program.
  static let version = "0.1.0"

  /// Runs the command line; every fault ends here as one line and an exit code.
  static func main() async {
    Processor.reexecuteWithBetterCore()
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
