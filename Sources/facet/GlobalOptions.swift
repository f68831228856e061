import ArgumentParser
import Store
import Tensors

/// Options that every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The store, one SQLite file.", valueName: "path"))
  var store = "facet.db"

  @Flag(help: "Answer in JSON: one object on standard output.")
  var json = false

  @Flag(name: .shortAndLong, help: "No talk on standard error but faults.")
  var quiet = false

  /// The terminal as these options want it.
  var terminal: Terminal { Terminal(isQuiet: quiet, isJSON: json) }

  /// Opens the store.
  func openStore(ifMissing absence: InteractionStore.Absence = .refuse) throws -> InteractionStore {
    try InteractionStore(path: store, ifMissing: absence)
  }
}

/// Options of commands that draw random numbers or choose how to compute.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Seed of everything random.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Threads to compute with; all cores when absent.", valueName: "count"))
  var threads: Int?

  /// Sets the threads for the whole process.
  func apply() {
    if let threads { Parallel.threads = threads }
  }

  mutating func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }
}
