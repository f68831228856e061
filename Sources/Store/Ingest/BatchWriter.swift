import Datasets
import GRDB

/// Writes batches, one transaction each, with the source's new position in the same transaction:
/// what is committed and where to go on can never disagree.
///
/// It owns the way from this run's dense numbers to the store's keys. Ids are looked up in the
/// store when they are first met, so that a server may add users and items meanwhile. It waits for
/// the database on a thread of its own.
actor BatchWriter {
  /// Rejected rows that the store keeps of one source; all of them are counted.
  static let mostRejects = 1_000
  /// Characters that it keeps of each.
  static let excerpt = 200

  private let thread = WriterThread()
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  private let database: any DatabaseWriter
  private let replacesValues: Bool
  private let owner: AttributeOwner
  private let attributes: [AttributeParser.Attribute]
  private var source: IngestSource
  private var userKeys: [Int64] = []
  private var itemKeys: [Int64] = []
  private var types: [EventTypes.Stored] = []
  private var attributeKeys: [Int64] = []
  private var attributeIsNumeric: [Bool] = []
  private var positives = 0
  private let checkpoints: LogCheckpoints?
  private var rowsSinceCheckpoint = 0

  init(
    _ store: InteractionStore, _ source: IngestSource, _ layout: Layout,
    _ attributes: [AttributeParser.Attribute]
  ) {
    database = store.database
    checkpoints = LogCheckpoints(path: store.path)
    self.source = source
    self.attributes = attributes
    owner = layout.subject == .users ? .user : .item
    replacesValues = !layout.addsValues
  }

  /// Commits a batch; returns the source as it now stands.
  func write(_ batch: IngestBatch) throws -> IngestSource {
    var next = source
    next.advance(over: batch)
    try database.write { db in
      try intern(batch, db)
      var accepted = 0
      if !batch.users.isEmpty { accepted += try insertEvents(batch, db) }
      if !batch.attributes.isEmpty { accepted += try putAttributes(batch.attributes, db) }
      next.counts.accepted += accepted
      next.counts.duplicate += batch.read - batch.rejects.count - accepted
      try keep(batch.rejects, after: source.counts.rejected, db)
      try next.save(db)
    }
    source = next
    rowsSinceCheckpoint += batch.read
    if rowsSinceCheckpoint >= LogCheckpoints.rowsPerPass {
      rowsSinceCheckpoint = 0
      checkpoints?.begin()
    }
    return next
  }

  /// Commits all batches of a queue as one transaction in which the index is made anew; returns the
  /// source as it then stands. Throws `BatchQueue.Abandoned` when the queue was abandoned; nothing
  /// is then written.
  func fill(from queue: BatchQueue) throws -> IngestSource {
    defer { queue.close() }
    var next = source
    try database.write { db in
      var rebuild = try IndexRebuild(db)
      while let batch = try queue.take() {
        try intern(batch, db)
        try rebuild.append(EventRows(batch, users: userKeys, items: itemKeys, types: types))
        try keep(batch.rejects, after: next.counts.rejected, db)
        next.advance(over: batch)
      }
      try BulkSettings.set(["cache_size = -\(BulkSettings.cacheWhileSorting)"], db)
      let (accepted, positives) = try rebuild.finish(types)
      try BulkSettings.set(["cache_size = -\(BulkSettings.cache)"], db)
      self.positives += positives
      next.counts.accepted += accepted
      next.counts.duplicate += next.counts.read - source.counts.read
      next.counts.duplicate -= next.counts.rejected - source.counts.rejected + accepted
      try next.save(db)
    }
    source = next
    return next
  }

  /// Waits for the checkpoint that is under way beside the writer.
  func settleCheckpoints() { checkpoints?.wait() }

  /// Marks the end of the run.
  func finish(_ outcome: IngestSummary.Outcome) throws {
    try database.write { db in
      switch outcome {
      case .complete: try source.finish("complete", db)
      case .interrupted: break
      case .tooManyRejected: try source.finish("failed", db)
      }
    }
  }

  /// Accepted events of this run that count as positive, and the rules by which they do.
  var outcome: (positives: Int, rules: [EventRule]) { (positives, types.map(\.rule)) }

  private func intern(_ batch: IngestBatch, _ db: Database) throws {
    for id in batch.newUsers { userKeys.append(try EventLog.key(of: id, in: "user", db)) }
    for id in batch.newItems { itemKeys.append(try EventLog.key(of: id, in: "item", db)) }
    guard !batch.newTypes.isEmpty else { return }
    for type in batch.newTypes {
      let key = try EventTypes.key(of: type, db)
      let stored = try EventTypes.load(db).first { $0.key == key }
      types.append(stored ?? EventTypes.Stored(key: key, rule: .standard(for: type)))
    }
  }

  /// Returns how many events were new, and counts the positive ones among them.
  private func insertEvents(_ batch: IngestBatch, _ db: Database) throws -> Int {
    let rows = EventRows(batch, users: userKeys, items: itemKeys, types: types)
    let insertion = EventInsertion(db, rows)
    let (accepted, positives) =
      batch.isGathered ? try insertion.run(ScatteredRows(rows, db)) : try insertion.run()
    self.positives += positives
    return accepted
  }

  /// Returns how many rows changed what the store knows.
  private func putAttributes(_ rows: [AttributeRow], _ db: Database) throws -> Int {
    if attributeKeys.isEmpty { try declareAttributes(db) }
    let table = owner.rawValue
    let read = try RawStatement(
      db, "SELECT attribute, value FROM \(table)_value WHERE \(table) = ? AND attribute = ?",
      named: "read \(table) values")
    let clear = try RawStatement(
      db, "DELETE FROM \(table)_value WHERE \(table) = ? AND attribute = ?",
      named: "clear \(table) values")
    let insert = try RawStatement(
      db,
      """
      INSERT INTO \(table)_value (\(table), attribute, value)
      VALUES (?, ?, ?)
      ON CONFLICT DO NOTHING
      """,
      named: "insert \(table) values")
    defer { for statement in [read, clear, insert] { statement.reset() } }
    var accepted = 0
    for row in rows {
      let known = try Int64.fetchOne(
        db.cachedStatement(sql: "SELECT key FROM \(table) WHERE id = ?"), arguments: [row.id])
      let key = try known ?? EventLog.key(of: row.id, in: table, db)
      var isChanged = known == nil
      var stated = attributeKeys.map { _ in Set<AttributeValue>() }
      for (attribute, value) in row.values {
        let fits = attributeIsNumeric[attribute]
        stated[attribute].insert(fits ? value : .word(value.text))
      }
      for (position, values) in stated.enumerated() {
        var stored: Set<AttributeValue> = []
        read.bind(key, at: 1)
        read.bind(attributeKeys[position], at: 2)
        while try read.step() {
          stored.insert(
            read.isNumber(1) ? .number(read.number(1) ?? 0) : .word(read.text(1)))
        }
        read.reset()
        let isSame = replacesValues ? stored == values : values.isSubset(of: stored)
        if isSame { continue }
        isChanged = true
        if replacesValues {
          clear.bind(key, at: 1)
          clear.bind(attributeKeys[position], at: 2)
          try clear.run()
        }
        for value in values {
          insert.bind(key, at: 1)
          insert.bind(attributeKeys[position], at: 2)
          switch value {
          case .word(let word): insert.bind(word, at: 3)
          case .number(let number): insert.bind(number, at: 3)
          }
          try insert.run()
        }
      }
      if isChanged { accepted += 1 }
    }
    return accepted
  }

  /// Finds or makes the attributes of the file. An attribute keeps the kind it was made with;
  /// numbers become words where it has words, and words where it has numbers are a fault.
  private func declareAttributes(_ db: Database) throws {
    let stored = try AttributeReads.all(owner, db)
    for attribute in attributes {
      if let known = stored.first(where: { $0.name == attribute.name }) {
        guard known.kind != .numeric || attribute.kind == .numeric else {
          throw StoreFault.invalid(
            "attribute \(attribute.name) is numeric in the store and "
              + "\(attribute.kind.rawValue) in the file")
        }
        attributeKeys.append(known.key)
        attributeIsNumeric.append(known.kind == .numeric)
      } else {
        try db.execute(
          sql: "INSERT INTO attribute (owner, name, kind) VALUES (?, ?, ?)",
          arguments: [owner.rawValue, attribute.name, attribute.kind.rawValue])
        attributeKeys.append(db.lastInsertedRowID)
        attributeIsNumeric.append(attribute.kind == .numeric)
      }
    }
  }

  /// Keeps rejected rows, of which so many came before.
  private func keep(_ rejects: [RejectedRow], after before: Int, _ db: Database) throws {
    let room = Self.mostRejects - before
    for reject in rejects.prefix(max(0, room)) {
      try db.cachedStatement(
        sql: """
          INSERT OR IGNORE INTO rejected (source, line, reason, excerpt)
          VALUES (?, ?, ?, ?)
          """
      ).execute(arguments: [
        source.key, reject.line, reject.reason, String(reject.text.prefix(Self.excerpt)),
      ])
    }
  }
}
