import Datasets

/// The rows of one transaction, parsed: what the parser hands to the writer.
struct IngestBatch: Sendable {
  /// Events, column by column. Users, items and types are numbers of this run's intern tables.
  var users: [Int32] = []
  var items: [Int32] = []
  var types: [Int32] = []
  /// NaN when absent.
  var values: [Double] = []
  /// `Int64.min` when absent.
  var times: [Int64] = []
  /// Empty when the file has no such column.
  var sessions: [String?] = []
  var clients: [String?] = []

  /// Ids that were first seen in this batch, in the order of their numbers.
  var newUsers: [String] = []
  var newItems: [String] = []
  var newTypes: [String] = []

  /// Rows of an item or user file.
  var attributes: [AttributeRow] = []

  /// Several transactions' worth of rows in no order, without client ids.
  var isGathered = false

  var rejects: [RejectedRow] = []
  /// Rows read, rejected ones included.
  var read = 0
  /// The reader's position behind the batch.
  var offset: Int64 = 0
  var line: Int64 = 0
  /// What numeric times count, once it is settled.
  var unit: TimeUnit?

  /// Makes room for events.
  mutating func reserve(_ rows: Int) {
    users.reserveCapacity(rows)
    items.reserveCapacity(rows)
    types.reserveCapacity(rows)
    values.reserveCapacity(rows)
    times.reserveCapacity(rows)
  }
}

/// The attributes of one user or item, as one row of a file states them.
struct AttributeRow: Sendable {
  /// External id.
  let id: String
  /// Position of the attribute in the layout's list, and its value.
  let values: [(attribute: Int, value: AttributeValue)]
}
