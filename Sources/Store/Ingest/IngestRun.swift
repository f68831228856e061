import Foundation
import GRDB

extension InteractionStore {
  /// Reads a file into the store; `-` is standard input.
  ///
  /// Rows are committed by `rowsPerTransaction`, each time with the position behind them, so a run
  /// that is cancelled or killed can be resumed and ends in the same store. A log whose users come
  /// in no order is committed in one piece instead (`IndexRebuild`), unless the store holds far
  /// more than the log brings. Parsing a batch overlaps writing the one before. Memory is a few
  /// batches, the reader's window, SQLite's cache and the distinct ids of the file.
  ///
  /// `progress` is called on the task of the caller. Cancelling that task ends the run between two
  /// transactions, or undoes the one that is open. Throws `IngestFault` when the file cannot be read at
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
    var run = try IngestRun(self, path, options, layout, size: input.size, records, from: source)
    do {
      return try await run.carryOut(progress)
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
  private let store: InteractionStore
  private let path: String
  private let options: IngestOptions
  private let layout: Layout
  private let size: Int64?
  private let begun: IngestSource
  private let writer: BatchWriter
  private let rejects: RejectsFile?
  private let start = ContinuousClock.now
  private var records: RecordReader
  private var source: IngestSource
  private var firstRejects: [RejectedRow] = []

  init(
    _ store: InteractionStore, _ path: String, _ options: IngestOptions, _ layout: Layout,
    size: Int64?, _ records: RecordReader, from begun: IngestSource
  ) throws {
    (self.store, self.path, self.options, self.layout) = (store, path, options, layout)
    (self.size, self.records, self.begun) = (size, records, begun)
    source = begun
    rejects = try options.rejects.map { path throws(IngestFault) in
      try RejectsFile(path: path, after: begun.line)
    }
    writer = BatchWriter(store, begun, layout, records.attributeList)
  }

  mutating func carryOut(_ progress: (IngestProgress) -> Void) async throws -> IngestSummary {
    if options.isDryRun {
      try await count(progress)
    } else {
      let store = store
      try await store.relaxed {
        do { try await copy(progress) } catch {
          await writer.settleCheckpoints()
          throw error
        }
        await writer.settleCheckpoints()
      }
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

  /// Reads everything and keeps nothing.
  private mutating func count(_ progress: (IngestProgress) -> Void) async throws {
    while !Task.isCancelled, let batch = try records.nextBatch(options.rowsPerTransaction) {
      try note(batch)
      source = source.counting(batch)
      report(source, progress)
    }
  }

  /// Writes one batch while the next is parsed.
  private mutating func copy(_ progress: (IngestProgress) -> Void) async throws {
    var writing: Task<IngestSource, any Error>?
    do {
      var gathers = false
      while !Task.isCancelled,
        var batch = try records.nextBatch(
          options.rowsPerTransaction * (gathers ? ScatteredRows.transactions : 1))
      {
        batch.isGathered = gathers && batch.clients.isEmpty
        try await settle(&writing, progress)
        if Task.isCancelled { break }
        try note(batch)
        gathers =
          batch.isScattered && batch.clients.isEmpty
          && source.counts.read + batch.read >= options.rowsBeforeGathering
        let (writer, next) = (writer, batch)
        writing = Task { try await writer.write(next) }
        if gathers, isWorthRebuilding(try store.lastEvent(), behind: batch) {
          try await settle(&writing, progress)
          try await fill(progress)
        }
      }
    } catch {
      _ = try? await writing?.value  // the fault that came first is the one to report
      throw error
    }
    try await settle(&writing, progress)
  }

  /// Hands batches to one transaction that makes the index anew, until the file ends, the run is
  /// cancelled or the transaction has its fill.
  private mutating func fill(_ progress: (IngestProgress) -> Void) async throws {
    let queue = BatchQueue()
    let writer = writer
    let filling = Task { try await writer.fill(from: queue) }
    var ahead = source
    var fault: (any Error)?
    do {
      while ahead.counts.read - source.counts.read < options.rowsPerRebuild, !Task.isCancelled,
        let batch = try records.nextBatch(options.rowsPerTransaction)
      {
        try note(batch)
        guard await queue.put(batch) else { break }
        ahead = ahead.counting(batch)
        report(ahead, progress)
      }
    } catch { fault = error }
    if Task.isCancelled { queue.abandon() } else { queue.end() }
    do { source = try await filling.value } catch is BatchQueue.Abandoned {}
    // What was read before the fault is committed.
    if let fault { throw fault }
    if !Task.isCancelled { report(source, progress) }
  }

  /// True when the file brings enough for the store's index to be made anew, which takes about a
  /// ninth of the time per entry that a random insertion takes. A file of unknown size is taken to
  /// go on for as long as it has, or for a million rows.
  private func isWorthRebuilding(_ events: Int64, behind batch: IngestBatch) -> Bool {
    guard options.rowsPerRebuild > 0 else { return false }
    let read = Double(source.counts.read + batch.read)
    var rows = max(read, 1_000_000)
    if let size { rows = Double(size - batch.offset) / Double(batch.offset) * read }
    return Double(events) <= 8 * rows
  }

  private mutating func note(_ batch: IngestBatch) throws {
    firstRejects += batch.rejects.prefix(10 - min(10, firstRejects.count))
    try rejects?.append(batch.rejects)
  }

  private mutating func settle(
    _ writing: inout Task<IngestSource, any Error>?, _ progress: (IngestProgress) -> Void
  ) async throws {
    guard let task = writing else { return }
    source = try await task.value
    writing = nil
    report(source, progress)
  }

  private func report(_ source: IngestSource, _ progress: (IngestProgress) -> Void) {
    progress(
      IngestProgress(
        path: path, bytes: source.offset, size: size, counts: source.counts,
        rows: source.counts.read - begun.counts.read, elapsed: ContinuousClock.now - start))
  }
}
