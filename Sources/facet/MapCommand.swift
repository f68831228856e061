import ArgumentParser
import Engine
import Evaluation
import Foundation
import Tensors

/// `facet map`: a picture of a model's items.
struct MapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Draw the items of a model, by concept beside category.",
    discussion: """
      Exact t-SNE of the item vectors, the same every time. The name of --out says what is written: \
      .html a page, .svg a picture; the numbers stand beside it as .csv.

      Example: facet map macridvae --out map.html --attribute genre --items 1500
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "name or name@version; the model in use when absent.")
  var model: String?

  @Option(help: ArgumentHelp("Where the picture goes: map.html or map.svg.", valueName: "file"))
  var out: String

  @Option(help: "The categorical attribute of items to colour by; the best covered when absent.")
  var attribute: String?

  @Option(help: "How many items, the most popular first.")
  var items = 1000

  @Option(help: "About how many neighbours every item has.")
  var perplexity = 30.0

  @Option(help: ArgumentHelp("Split files; those the model was trained on.", valueName: "folder"))
  var split: String?

  @Option(help: ArgumentHelp("Threads to compute with; all cores when absent.", valueName: "count"))
  var threads: Int?

  func validate() throws {
    guard out.hasSuffix(".html") || out.hasSuffix(".svg") else {
      throw ValidationError("--out ends in .html or .svg")
    }
    guard (2...MapJob.mostItems).contains(items) else {
      throw ValidationError("--items is 2 … \(MapJob.mostItems)")
    }
    guard (1...500).contains(perplexity) else { throw ValidationError("--perplexity is 1 … 500") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  func run() async throws {
    if let threads { Parallel.threads = threads }
    let report = try MapJob(ModelLibrary(try global.openStore())).run(
      model, attribute: attribute, folder: split, items: items, perplexity: perplexity,
      command: ReportOptions.commandLine, version: Facet.version)
    try PictureFiles.write(report, to: out, global.terminal)
  }
}

/// A report whose numbers stand beside it: `map.html` or `map.svg` with `map.csv`.
enum PictureFiles {
  static func write(_ report: Report, to out: String, _ terminal: Terminal) throws {
    let place = URL(fileURLWithPath: out)
    let stem = place.deletingPathExtension()
    let isPage = place.pathExtension == "html"
    var files: [(url: URL, text: String)] = []
    if isPage {
      for file in try ReportFormat.html.files(report, name: place.lastPathComponent) {
        files.append((place, file.text))
      }
    } else if let plot = report.plots.first {
      files.append((place, plot.svg(isStandalone: true) + "\n"))
    }
    for plot in report.plots {
      let file =
        report.plots.count == 1
        ? stem
        : stem.deletingLastPathComponent()
          .appendingPathComponent("\(stem.lastPathComponent)-\(plot.name)")
      files.append((file.appendingPathExtension("csv"), plot.data.csv))
    }
    for file in files {
      do {
        try Data(file.text.utf8).write(to: file.url, options: .atomic)
      } catch {
        throw CommandFault(.inputOutput, "cannot write \(file.url.relativePath): \(error)")
      }
      terminal.talk(file.url.relativePath)
    }
  }
}
