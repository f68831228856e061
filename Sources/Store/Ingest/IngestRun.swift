import Foundation
import GRDB

extension InteractionStore {
  /// Reads a file into the store; `-` is standard input.
  ///
  /// Rows are committed by `rowsPerTransaction`, each time with the position behind them, so a run
  /// that is cancelled or killed can be resumed and ends in the same store. Parsing a batch
  /// overlaps writing the one before. Memory is two batches, the reader's window and the distinct
  /// ids of the file.
  ///
  /// `progress` is called after every transaction, on the task of the caller. Cancelling that task
  /// ends the run between two transactions. Throws `IngestFault` when the file cannot be read at
  /// all and `StoreFault` when the store cannot be written; rows that are damaged do neither.
  public func ingest(
    _ path: String, _ options: IngestOptions, progress: (IngestProgress) -> Void = { _ in }
  ) async throws -> IngestSummary {
    let input = try ByteInput(path: path)
    defer { input.close() }
    var lines = LineReader(input)
    let head = try FileHead(try lines.head(), path: path)
    let layout = try FormatDetection.layout(of: head, path: path, options)
    let source = try begin(path, head, input.size, layout, options)
    if source.offset > 0 {
      try lines.skip(to: source.offset, line: source.line)
    } else {
      lines.drop(head.mark)
      if layout.hasHeader { _ = try lines.nextLine() }
    }
    let records = RecordReader(lines, layout, unit: options.timestampUnit ?? source.reading.unit)
    let run = IngestRun(
      store: self, path: path, options: options, layout: layout, size: input.size)
    do {
      return try await run.carryOut(records, from: source, progress: progress)
    } catch let fault as IngestFault {
      throw fault
    } catch {
      throw StoreFault.wrap(error, in: "ingest \(path)")
    }
  }

  private func begin(
    _ path: String, _ head: FileHead, _ size: Int64?, _ layout: Layout, _ options: IngestOptions
  ) throws -> IngestSource {
    let reading = IngestSource.Reading(
      layout: "\(layout.format): \(layout.text)", type: layout.type, unit: options.timestampUnit)
    guard !options.isDryRun else { return IngestSource(key: 0, reading: reading) }
    let identity = path == "-" ? "-" : URL(fileURLWithPath: path).standardizedFileURL.path
    do {
      return try database.write { db in
        for rule in options.rules { try EventTypes.set(rule, db) }
        return try IngestSource.begin(
          path: identity, head: head, size: size, reading: reading,
          resumes: options.resumes && path != "-", db)
      }
    } catch let fault as IngestFault {
      throw fault
    } catch {
      throw StoreFault.wrap(error, in: "begin ingest")
    }
  }
}

/// One run over one file.
private struct IngestRun {
  let store: InteractionStore
  let path: String
  let options: IngestOptions
  let layout: Layout
  let size: Int64?

  func carryOut(
    _ reader: RecordReader, from begun: IngestSource, progress: (IngestProgress) -> Void
  ) async throws -> IngestSummary {
    var records = reader
    var source = begun
    var firstRejects: [RejectedRow] = []
    let start = ContinuousClock.now
    let rejects = try options.rejects.map { path throws(IngestFault) in
      try RejectsFile(path: path, appends: begun.offset > 0)
    }
    let writer = BatchWriter(store.database, begun, layout, records.attributeList)
    try await relaxed {
      // One batch is written while the next is parsed.
      var writing: Task<IngestSource, any Error>?
      func settle() async throws {
        guard let task = writing else { return }
        source = try await task.value
        writing = nil
        progress(
          IngestProgress(
            path: path, bytes: source.offset, size: size, counts: source.counts,
            rows: source.counts.read - begun.counts.read, elapsed: ContinuousClock.now - start))
      }
      do {
        var gathers = false
        while !Task.isCancelled,
          var batch = try records.nextBatch(
            options.rowsPerTransaction * (gathers ? ScatteredRows.transactions : 1))
        {
          batch.isGathered = gathers && batch.clients.isEmpty
          gathers =
            batch.isScattered && batch.clients.isEmpty
            && source.counts.read + batch.read >= options.rowsBeforeGathering
          firstRejects += batch.rejects.prefix(10 - min(10, firstRejects.count))
          try await settle()
          if Task.isCancelled { break }
          try rejects?.append(batch.rejects)
          let isDryRun = options.isDryRun
          let before = source
          writing = Task {
            isDryRun ? before.counting(batch) : try await writer.write(batch)
          }
        }
      } catch {
        _ = try? await writing?.value  // the fault that came first is the one to report
        throw error
      }
      try await settle()
    }
    try rejects?.close()
    let outcome: IngestSummary.Outcome =
      if Task.isCancelled { .interrupted } else if source.counts.badShare > options.maximumBad {
        .tooManyRejected
      } else { .complete }
    if !options.isDryRun { try await writer.finish(outcome) }
    let (positives, rules) = await writer.outcome
    return IngestSummary(
      path: path, outcome: outcome, format: layout.format, subject: layout.subject,
      columns: layout.text, counts: source.counts, positives: positives,
      firstRejects: firstRejects, warnings: records.warnings, times: records.times,
      timestampUnit: records.unit, rules: rules, rows: source.counts.read - begun.counts.read,
      elapsed: ContinuousClock.now - start, line: source.line, isDryRun: options.isDryRun)
  }

  /// Runs a bulk load with commits that survive the program's death, though not the machine's:
  /// after a power cut the last transactions may be gone, their positions with them, and the run
  /// resumes.
  ///
  /// A page cache of 40 MB and a checkpoint every 64 MB serve files in no order, whose index
  /// entries fall on random pages. References are not checked row by row: the keys of a batch have
  /// been looked up in its own transaction, and users, items and types are never taken out.
  private func relaxed(_ body: () async throws -> Void) async throws {
    guard !options.isDryRun else { return try await body() }
    try set([
      "synchronous = NORMAL", "cache_size = -40960", "wal_autocheckpoint = 16384",
      "foreign_keys = OFF",
    ])
    let usual = [
      "synchronous = FULL", "cache_size = -2000", "wal_autocheckpoint = 1000", "foreign_keys = ON",
    ]
    do { try await body() } catch {
      try set(usual)
      throw error
    }
    try set(usual)
    // The log's pages belong into the file before somebody copies it.
    try checkpoint()
  }

  // Both wait on the calling thread: GRDB's asynchronous calls refuse a cancelled task, and a run
  // that was cancelled must put the settings back too.
  private func checkpoint() throws {
    try store.database.writeWithoutTransaction { db in
      if store.path != ":memory:" { _ = try db.checkpoint(.passive) }
    }
  }

  private func set(_ settings: [String]) throws {
    try store.database.writeWithoutTransaction { db in
      for setting in settings { try db.execute(sql: "PRAGMA \(setting)") }
    }
  }
}

extension IngestSource {
  /// The source as it would stand if all parsed rows of the batch were new.
  fileprivate func counting(_ batch: IngestBatch) -> IngestSource {
    var next = self
    next.counts.read += batch.read
    next.counts.rejected += batch.rejects.count
    next.counts.accepted += batch.read - batch.rejects.count
    next.offset = batch.offset
    next.line = batch.line
    return next
  }
}
