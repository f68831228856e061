public import Datasets
import GRDB

/// What is in a store, in numbers.
public struct StoreDescription: Sendable, Codable {
  /// Events of one type and what its rule makes of them.
  public struct TypeCount: Sendable, Codable {
    public let type: String
    public let events: Int
    public let positives: Int
    /// The rule in words: `rating ≥ 4 counts as positive`.
    public let rule: String
  }
  /// How events spread over the items or users that have any.
  public struct Spread: Sendable, Codable {
    public let minimum: Int
    public let median: Int
    public let mean: Double
    public let maximum: Int
  }
  /// How much of the behaviour goes to few items.
  public struct LongTail: Sendable, Codable {
    /// Share of events on the most popular 1 % and 10 % of items, `0 ... 1`.
    public let top1Percent: Double
    public let top10Percent: Double
    /// Gini coefficient of events over items: 0 when all are equally popular, towards 1 otherwise.
    public let gini: Double
  }
  /// Events of one month, `2000-04`.
  public struct Month: Sendable, Codable {
    public let month: String
    public let events: Int
  }
  /// One attribute over all users or items of the store.
  public struct Attribute: Sendable, Codable {
    public let owner: AttributeOwner
    public let name: String
    public let kind: AttributeKind
    /// Share of users or items that have a value.
    public let coverage: Double
    public let distinctValues: Int
  }

  /// Users and items in the store, with events or without.
  public let users: Int
  public let items: Int
  public let events: Int
  /// Events that count as positive.
  public let positives: Int
  public let usersWithEvents: Int
  public let itemsWithEvents: Int
  /// Share of the pairs of active user and item that have an event, `0 ... 1`.
  public let density: Double
  public let types: [TypeCount]
  public let eventsPerUser: Spread?
  public let eventsPerItem: Spread?
  public let longTail: LongTail?
  /// Activity per month, oldest first; events without a time are not in it.
  public let months: [Month]
  /// First and last event, `2000-04-25 23:05` UTC.
  public let firstEvent: String?
  public let lastEvent: String?
  public let eventsWithoutTime: Int
  public let attributes: [Attribute]
  /// The first ids in the order of a data set.
  public let userExamples: [String]
  public let itemExamples: [String]
  public let sources: [SourceRecord]
}

extension InteractionStore {
  /// Counts everything. One pass over the log and one over its index; about a second per million
  /// events.
  public func describe() throws(StoreFault) -> StoreDescription {
    do { return try makeDescription() } catch { throw .wrap(error, in: "describe store") }
  }

  private func makeDescription() throws -> StoreDescription {
    let tally = try EventTally(database)
    let sizes = try database.read { db in
      (
        users: try Int.fetchOne(db, sql: "SELECT count(*) FROM user") ?? 0,
        items: try Int.fetchOne(db, sql: "SELECT count(*) FROM item") ?? 0,
        // SCAN event USING COVERING INDEX event_identity
        pairs: try Int.fetchOne(
          db, sql: "SELECT count(*) FROM (SELECT DISTINCT user, item FROM event)") ?? 0,
        userExamples: try Self.examples("user", db), itemExamples: try Self.examples("item", db)
      )
    }
    let activeUsers = tally.perUser.filter { $0 > 0 }.sorted()
    let activeItems = tally.perItem.filter { $0 > 0 }.sorted()
    let cells = Double(activeUsers.count) * Double(activeItems.count)
    return StoreDescription(
      users: sizes.users, items: sizes.items, events: tally.events, positives: tally.positives,
      usersWithEvents: activeUsers.count, itemsWithEvents: activeItems.count,
      density: cells == 0 ? 0 : Double(sizes.pairs) / cells, types: tally.types,
      eventsPerUser: .init(sorted: activeUsers), eventsPerItem: .init(sorted: activeItems),
      longTail: .init(sorted: activeItems), months: tally.months,
      firstEvent: tally.times.map { Timestamp.text($0.lowerBound) },
      lastEvent: tally.times.map { Timestamp.text($0.upperBound) },
      eventsWithoutTime: tally.withoutTime, attributes: try attributeCoverage(),
      userExamples: sizes.userExamples, itemExamples: sizes.itemExamples, sources: try sources())
  }

  /// Every attribute with its coverage.
  func attributeCoverage() throws -> [StoreDescription.Attribute] {
    try database.read { db in
      var result: [StoreDescription.Attribute] = []
      for owner in [AttributeOwner.item, .user] {
        let table = owner.rawValue
        let all = try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0
        let counts = try Row.fetchAll(
          db,
          sql: """
            SELECT attribute, count(DISTINCT \(table)) AS owners, count(DISTINCT value) AS words
            FROM \(table)_value
            GROUP BY attribute
            """)
        let byKey = Dictionary(
          uniqueKeysWithValues: counts.map {
            ($0["attribute"] as Int64, (owners: $0["owners"] as Int, words: $0["words"] as Int))
          })
        for stored in try AttributeReads.all(owner, db) {
          let count = byKey[stored.key] ?? (0, 0)
          result.append(
            StoreDescription.Attribute(
              owner: owner, name: stored.name, kind: stored.kind,
              coverage: all == 0 ? 0 : Double(count.owners) / Double(all),
              distinctValues: count.words))
        }
      }
      return result
    }
  }

  private static func examples(_ table: String, _ db: Database) throws -> [String] {
    try String.fetchAll(db, sql: "SELECT id FROM \(table) ORDER BY key LIMIT 1000")
      .map { UserID($0) }.sorted { $0.naturallyPrecedes($1) }.prefix(3).map(\.rawValue)
  }
}

extension StoreDescription.Spread {
  /// The spread of counts in ascending order; `nil` when there are none.
  init?(sorted: [Int]) {
    guard let first = sorted.first, let last = sorted.last else { return nil }
    minimum = first
    maximum = last
    median = sorted[sorted.count / 2]
    mean = Double(sorted.reduce(0, +)) / Double(sorted.count)
  }
}

extension StoreDescription.LongTail {
  /// The long tail of counts in ascending order; `nil` when there are none.
  ///
  /// G = 2·Σ i·xᵢ / (n·Σ xᵢ) − (n + 1) / n, with xᵢ ascending and i from 1.
  init?(sorted: [Int]) {
    let total = sorted.reduce(0, +)
    guard total > 0 else { return nil }
    func share(_ part: Double) -> Double {
      let count = max(1, Int((Double(sorted.count) * part).rounded(.up)))
      return Double(sorted.suffix(count).reduce(0, +)) / Double(total)
    }
    top1Percent = share(0.01)
    top10Percent = share(0.1)
    let weighted = sorted.enumerated().reduce(0.0) {
      $0 + Double($1.offset + 1) * Double($1.element)
    }
    let n = Double(sorted.count)
    gini = 2 * weighted / (n * Double(total)) - (n + 1) / n
  }
}

/// Counts over the whole log, from one scan.
struct EventTally {
  private(set) var events = 0
  private(set) var positives = 0
  private(set) var withoutTime = 0
  /// By key; 0 for those without events.
  private(set) var perUser: [Int] = []
  private(set) var perItem: [Int] = []
  private(set) var positivesPerUser: [Int] = []
  private(set) var times: ClosedRange<Int64>?
  private(set) var types: [StoreDescription.TypeCount] = []
  private var perDay: [Int64: Int] = [:]

  init(_ database: any DatabaseReader) throws {
    let stored = try database.read { try EventTypes.load($0) }
    let isPositive = PositiveTest(stored)
    var perType = [Int](repeating: 0, count: Int(stored.map(\.key).max() ?? 0) + 1)
    var positivePerType = perType
    var (low, high) = (Int64.max, Int64.min)
    var (perUser, perItem, positivesPerUser): ([Int], [Int], [Int]) = ([], [], [])
    var perDay: [Int64: Int] = [:]
    var (events, positives, withoutTime) = (0, 0, 0)
    func count(_ key: Int, _ counts: inout [Int]) {
      if key >= counts.count {
        counts.append(contentsOf: [Int](repeating: 0, count: key + 1 - counts.count))
      }
      counts[key] += 1
    }
    try EventScan(database).forEach { row in
      events += 1
      count(row.user, &perUser)
      count(row.item, &perItem)
      count(row.type, &perType)
      if isPositive(row) {
        positives += 1
        count(row.user, &positivesPerUser)
        count(row.type, &positivePerType)
      }
      if row.time == .min {
        withoutTime += 1
      } else {
        low = min(low, row.time)
        high = max(high, row.time)
        perDay[row.time.floored(by: 86_400_000), default: 0] += 1
      }
    }
    (self.events, self.positives, self.withoutTime) = (events, positives, withoutTime)
    (self.perUser, self.perItem, self.positivesPerUser) = (perUser, perItem, positivesPerUser)
    self.perDay = perDay
    if low <= high { times = low...high }
    types = stored.map { type in
      let key = Int(type.key)
      return StoreDescription.TypeCount(
        type: type.rule.type, events: perType[key],
        positives: key < positivePerType.count ? positivePerType[key] : 0,
        rule: type.rule.description)
    }
  }

  /// Events per month, oldest first.
  var months: [StoreDescription.Month] {
    var counts: [String: Int] = [:]
    for (day, count) in perDay { counts[Timestamp.month(day * 86_400_000), default: 0] += count }
    return counts.keys.sorted().map { .init(month: $0, events: counts[$0] ?? 0) }
  }
}
