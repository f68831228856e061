import ArgumentParser
import Datasets
import Foundation
import Store
import Tensors

/// `facet init`: makes an empty store, or, with `--demo`, the log of an invented film service to
/// try the program on. The log is written as files and nothing more, so that it enters as anybody's
/// would.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make an empty store, or a demonstration log.",
    discussion: """
        facet init --store shop.db
        facet init --demo demo
        facet ingest --store demo/facet.db demo/items.csv demo/events.csv
      """)

  @OptionGroup var global: GlobalOptions

  @Option(
    help: ArgumentHelp(
      "Write events.csv and items.csv here instead: 600 people rating 400 films.",
      valueName: "dir"))
  var demo: String?

  @Option(help: ArgumentHelp("Which demonstration log.", valueName: "number"))
  var seed: UInt64 = 1

  func run() async throws {
    guard let demo else {
      _ = try global.openStore(ifMissing: .create)
      return global.terminal.talk("store \(global.store)")
    }
    try writeDemo(to: demo)
  }

  private func writeDemo(to directory: String) throws {
    let log = DemoLog(key: RandomKey(seed: seed).child("demo"))
    let folder = URL(fileURLWithPath: directory, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in [("items.csv", log.itemsCSV), ("events.csv", log.eventsCSV)] {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name), options: .atomic)
      }
    } catch {
      throw CommandFault(.inputOutput, "\(directory): \(error.localizedDescription)")
    }
    let terminal = global.terminal
    terminal.talk("\(directory)/items.csv   \(log.films.count) films with title, genre and year")
    terminal.talk(
      "\(directory)/events.csv  \(Terminal.grouped(log.events.count)) ratings by "
        + "\(log.world.shape.users) people, seed \(seed)")
  }
}
