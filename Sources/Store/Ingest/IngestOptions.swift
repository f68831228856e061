/// How files are to be read.
public struct IngestOptions: Sendable {
  /// A family of formats.
  public enum Format: String, Sendable, CaseIterable {
    /// Told by the file's name and its first lines.
    case auto
    /// MovieLens 100K, 1M, 10M, 20M and the later CSV releases.
    case movielens
    /// RecBole's atomic files, with typed headers.
    case inter
    case csv
    case tsv
    /// One JSON object per line.
    case jsonl
  }

  /// What a file is about.
  public enum Subject: String, Sendable, CaseIterable, Codable {
    /// Users who did something with items.
    case events
    /// Items and their attributes.
    case items
    /// Users and their attributes.
    case users
  }

  public var format: Format = .auto
  /// What the file is about; `nil` tells it by its columns.
  public var subject: Subject?
  /// Which column is the user, the item …; what is not in it is told by the header.
  public var map = FieldMap()
  /// Event type of rows that have no type column; `nil` is `rating` for ratings, else
  /// `interaction`.
  public var type: String?
  /// What numeric times count; `nil` tells it by the first one.
  public var timestampUnit: TimeUnit?
  /// A file for rejected rows: line number, reason, row; separated by tabs.
  public var rejects: String?
  /// The largest share of rows that may be rejected, `0 ... 1`.
  public var maximumBad = 0.01
  /// Parse and count, keep nothing. Duplicates are then not looked for.
  public var isDryRun = false
  /// Continue where the last run of the same file stopped.
  public var resumes = false
  /// Rules to set before the first row.
  public var rules: [EventRule] = []
  /// Rows that become visible, durable and resumable together.
  public var rowsPerTransaction = 10_000
  /// Rows of a file after which 50 transactions are gathered to one where users come in no order;
  /// before, the index is so small that it does not matter.
  public var rowsBeforeGathering = 100_000
  /// Rows in no order that one transaction takes at most when the index is made anew behind them;
  /// 0 never makes it anew. 32 million take some 3 GB in files until the transaction ends.
  public var rowsPerRebuild = 32_000_000

  public init() {}
}

/// How far a run has come, after each transaction; also after each batch of a transaction that takes
/// a log in no order, whose rows then count as accepted until its end.
public struct IngestProgress: Sendable {
  public let path: String
  /// Bytes consumed, after unpacking.
  public let bytes: Int64
  /// Size of the file, where consuming it means as many bytes.
  public let size: Int64?
  /// Counts of the source so far, earlier runs that this one continues included.
  public let counts: IngestCounts
  /// Rows read by this run.
  public let rows: Int
  public let elapsed: Duration
}

/// Rows of one source.
public struct IngestCounts: Sendable, Codable, Equatable {
  public var read = 0
  /// New in the store.
  public var accepted = 0
  /// Already in the store, or earlier in the file.
  public var duplicate = 0
  /// Damaged; nothing of them was kept.
  public var rejected = 0

  public init() {}

  /// Share of rows that were rejected, `0 ... 1`; 0 without rows.
  public var badShare: Double { read == 0 ? 0 : Double(rejected) / Double(read) }
}

/// A row that was not kept, and why.
public struct RejectedRow: Sendable, Codable, Equatable {
  /// Line in the file, counted from 1.
  public let line: Int64
  public let reason: String
  /// The beginning of the row.
  public let text: String
}

/// What became of one file.
public struct IngestSummary: Sendable {
  /// How a run ended.
  public enum Outcome: String, Sendable, Codable {
    case complete
    /// Stopped from outside between transactions; what is committed can be resumed.
    case interrupted
    /// Read to the end, but more than `maximumBad` of the rows were rejected.
    case tooManyRejected
  }

  public let path: String
  public let outcome: Outcome
  /// The format that was found: `MovieLens 1M ratings`.
  public let format: String
  public let subject: IngestOptions.Subject
  /// Which column was read as what, and which were left out.
  public let columns: String
  public let counts: IngestCounts
  /// Accepted events of this run that count as positive.
  public let positives: Int
  /// The first rejected rows of this run.
  public let firstRejects: [RejectedRow]
  /// What was odd but not wrong: another encoding, values that are no numbers.
  public let warnings: [String]
  /// Times of the events read by this run, milliseconds UTC.
  public let times: ClosedRange<Int64>?
  /// The unit of numeric times, where there were any.
  public let timestampUnit: TimeUnit?
  /// Rules of the event types that this run met.
  public let rules: [EventRule]
  /// Rows read by this run.
  public let rows: Int
  public let elapsed: Duration
  /// Line after which a resumed run continues.
  public let line: Int64
  public let isDryRun: Bool

  /// Rows per second of this run.
  public var rate: Double {
    let seconds = elapsed / .seconds(1)
    return seconds > 0 ? Double(rows) / seconds : 0
  }
  /// First and last event as `2000-04-25 23:05`, or `nil` when no event has a time.
  public var dateRange: (first: String, last: String)? {
    times.map { (Timestamp.text($0.lowerBound), Timestamp.text($0.upperBound)) }
  }
}
