public import ArgumentParser
import Foundation
import Store

/// `facet ingest`: files of events, items and users into the store.
struct IngestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Read events, items and users into the store.",
    discussion: """
      MovieLens, RecBole's atomic files, CSV, TSV and JSON lines, plain or packed with gzip, xz or \
      zstd. The same file twice adds nothing. A damaged row is rejected and the rest goes on.

        facet ingest ml-1m/
        facet ingest log.csv.gz --map user=uid,item=sku,time=at --type purchase
        zcat log.gz | facet ingest - --format jsonl --positive 'rating>=4'
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: ArgumentHelp("Files or folders; - is standard input.", valueName: "files"))
  var files: [String]

  @Option(help: "auto, movielens, inter, csv, tsv or jsonl.")
  var format: IngestOptions.Format = .auto

  @Option(name: .customLong("as"), help: "What the files hold: events, items or users.")
  var subject: IngestOptions.Subject?

  @Option(
    help: ArgumentHelp(
      "Columns of user, item, value, time, type, session, id: user=uid,item=sku. By name, or by "
        + "number from 1.", valueName: "map"))
  var map: String?

  @Option(help: "Event type of rows without a type column.")
  var type: String?

  @Option(help: "What numeric times count: auto, s, ms, us or ns.")
  var timestampUnit = "auto"

  @Option(
    help: ArgumentHelp(
      "Which events count as positive: rating>=4, click, play>=30:0.5, dislike:-1. May be repeated.",
      valueName: "rule"))
  var positive: [String] = []

  @Option(help: ArgumentHelp("Write rejected rows to this file.", valueName: "file"))
  var rejects: String?

  @Option(help: ArgumentHelp("Largest share of rejected rows: 1% or 0.01.", valueName: "share"))
  var maxBad = "1%"

  @Flag(help: "Parse and count; keep nothing.")
  var dryRun = false

  @Flag(help: "Go on where the last run of the same file stopped.")
  var resume = false

  func run() async throws {
    let options = try ingestOptions()
    let terminal = global.terminal
    let store = dryRun ? try InteractionStore.inMemory() : try global.openStore(ifMissing: .create)
    let paths = try IngestFiles.expanded(files)
    if options.rejects != nil, paths.count > 1 {
      throw CommandFault(.usage, "--rejects takes one file at a time")
    }
    var failed: [IngestSummary] = []
    for path in paths {
      let summary = try await Interruption.cancelling {
        try await ingest(path, options, store, terminal)
      }
      if global.json {
        try terminal.data(json: IngestReport(summary))
      } else {
        for line in IngestReport(summary).lines { terminal.data(line) }
      }
      switch summary.outcome {
      case .complete: continue
      case .interrupted:
        throw CommandFault(
          .interrupted,
          "stopped after line \(summary.line) of \(path), which is committed; "
            + "go on with --resume")
      case .tooManyRejected: failed.append(summary)
      }
    }
    guard let worst = failed.first else { return }
    throw CommandFault(
      .data,
      "\(worst.counts.rejected) of \(worst.counts.read) rows of \(worst.path) were rejected, "
        + "more than \(maxBad); "
        + (dryRun
          ? "nothing was kept"
          : "\(worst.counts.accepted) rows are committed, and a corrected file adds the rest")
        + "; raise --max-bad to accept this, --rejects FILE lists the rows")
  }

  private func ingest(
    _ path: String, _ options: IngestOptions, _ store: InteractionStore, _ terminal: Terminal
  ) async throws -> IngestSummary {
    let line = ProgressLine(terminal)
    defer { line.end() }
    return try await store.ingest(path, options) { progress in
      line.show(IngestReport.progress(progress))
    }
  }

  private func ingestOptions() throws -> IngestOptions {
    var options = IngestOptions()
    options.format = format
    options.subject = subject
    options.map =
      try map.map { text throws(IngestFault) in try FieldMap(parsing: text) } ?? FieldMap()
    options.type = type
    if timestampUnit != "auto" {
      guard let unit = TimeUnit(rawValue: timestampUnit) else {
        throw ValidationError("--timestamp-unit is auto, s, ms, us or ns, not \(timestampUnit)")
      }
      options.timestampUnit = unit
    }
    options.rejects = rejects
    options.maximumBad = try share(maxBad)
    options.isDryRun = dryRun
    options.resumes = resume
    options.rules = try positive.map { text throws(StoreFault) in try EventRule(parsing: text) }
    return options
  }

  private func share(_ text: String) throws -> Double {
    let isPercent = text.hasSuffix("%")
    guard let number = Double(isPercent ? String(text.dropLast()) : text), number >= 0,
      number <= (isPercent ? 100 : 1)
    else { throw ValidationError("--max-bad is a share such as 1% or 0.01, not \(text)") }
    return isPercent ? number / 100 : number
  }
}

extension IngestOptions.Format: ExpressibleByArgument {}
extension IngestOptions.Subject: ExpressibleByArgument {}
