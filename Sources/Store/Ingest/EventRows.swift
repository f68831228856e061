/// The events of a batch in the store's keys.
struct EventRows {
  private let batch: IngestBatch
  private let users: [Int64]
  private let items: [Int64]
  private let types: [EventTypes.Stored]
  private let positives: [PositiveValues]

  /// `users`, `items` and `types` by the numbers of this run.
  init(_ batch: IngestBatch, users: [Int64], items: [Int64], types: [EventTypes.Stored]) {
    self.batch = batch
    self.users = users
    self.items = items
    self.types = types
    positives = types.map { PositiveValues($0.rule) }
  }

  var count: Int { batch.users.count }
  var hasSessions: Bool { !batch.sessions.isEmpty }
  var hasClients: Bool { !batch.clients.isEmpty }

  func user(_ row: Int) -> Int64 { users[Int(batch.users[row])] }
  func item(_ row: Int) -> Int64 { items[Int(batch.items[row])] }
  func type(_ row: Int) -> Int64 { types[Int(batch.types[row])].key }
  /// `Int64.min` when absent.
  func time(_ row: Int) -> Int64 { batch.times[row] }
  /// NaN when absent.
  func value(_ row: Int) -> Double { batch.values[row] }

  /// Binds a row to the parameters from `index` on, and moves `index` behind them.
  func bind(_ row: Int, to statement: RawStatement, from index: inout Int32) {
    statement.bind(user(row), at: index)
    statement.bind(item(row), at: index + 1)
    statement.bind(type(row), at: index + 2)
    statement.bind(value(row), at: index + 3)
    statement.bind(time(row) == .min ? nil : time(row), at: index + 4)
    index += 5
    if hasSessions {
      statement.bind(batch.sessions[row], at: index)
      index += 1
    }
    if hasClients {
      statement.bind(batch.clients[row], at: index)
      index += 1
    }
  }

  /// True when the event of a row counts as positive.
  func isPositive(_ row: Int) -> Bool {
    positives[Int(batch.types[row])].contains(value(row))
  }

  /// True when an event with the store's key of a type counts as positive.
  func isPositive(type key: Int64, value: Double?) -> Bool {
    types.first { $0.key == key }?.rule.isPositive(value) ?? false
  }
}

/// A rule as bounds of the value, for loops over rows: no optional and no string is touched.
struct PositiveValues {
  private let isEveryValue: Bool
  private let lower: Double
  private let upper: Double

  init(_ rule: EventRule) {
    isEveryValue = rule.weight > 0 && (rule.comparison == nil || rule.threshold == nil)
    guard rule.weight > 0, let comparison = rule.comparison, let threshold = rule.threshold else {
      (lower, upper) = (.infinity, -.infinity)
      return
    }
    switch comparison {
    case .atLeast: (lower, upper) = (threshold, .infinity)
    case .atMost: (lower, upper) = (-.infinity, threshold)
    case .above: (lower, upper) = (threshold.nextUp, .infinity)
    case .below: (lower, upper) = (-.infinity, threshold.nextDown)
    case .equal: (lower, upper) = (threshold, threshold)
    }
  }

  /// True when a value counts as positive; NaN is an absent one, which meets no comparison.
  func contains(_ value: Double) -> Bool { isEveryValue || (value >= lower && value <= upper) }
}
