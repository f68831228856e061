import GRDB

/// Event types and their rules: which events count as positive.
extension InteractionStore {
  /// Every rule of the store, by type.
  public func rules() throws(StoreFault) -> [EventRule] {
    try reading("read event rules") { try EventTypes.load($0).map(\.rule) }
  }

  /// Sets the rules of their types, known or new; the others stay as they are.
  public func setRules(_ rules: [EventRule]) throws(StoreFault) {
    try writing("set event rules") { db in
      for rule in rules { try EventTypes.set(rule, db) }
    }
  }
}

/// The statements over `event_type`.
enum EventTypes {
  /// A type as the store keeps it.
  struct Stored: Sendable {
    let key: Int64
    let rule: EventRule
  }

  /// All types, by name.
  static func load(_ db: Database) throws -> [Stored] {
    try Row.fetchAll(
      db,
      sql: "SELECT key, name, comparison, threshold, weight FROM event_type ORDER BY name"
    ).map { row in
      let comparison = (row["comparison"] as String?).flatMap(EventRule.Comparison.init(rawValue:))
      let rule: EventRule
      if let comparison, let threshold = row["threshold"] as Double? {
        rule = EventRule(type: row["name"], comparison, threshold, weight: row["weight"])
      } else {
        rule = EventRule(type: row["name"], weight: row["weight"])
      }
      return Stored(key: row["key"], rule: rule)
    }
  }

  /// The key of a type, which is made with its standard rule when it is new.
  static func key(of type: String, _ db: Database) throws -> Int64 {
    let known = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT key FROM event_type WHERE name = ?"), arguments: [type])
    if let known { return known }
    try set(.standard(for: type), db)
    return db.lastInsertedRowID
  }

  /// Sets a rule.
  static func set(_ rule: EventRule, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO event_type (name, comparison, threshold, weight)
        VALUES (:name, :comparison, :threshold, :weight)
        ON CONFLICT (name) DO UPDATE
        SET comparison = excluded.comparison,
            threshold = excluded.threshold,
            weight = excluded.weight
        """,
      arguments: [
        "name": rule.type, "comparison": rule.comparison?.rawValue, "threshold": rule.threshold,
        "weight": rule.weight,
      ])
  }
}
