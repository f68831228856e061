public import Datasets
import GRDB

/// Attributes, read as columns over the rows of a vocabulary.
extension InteractionStore {
  /// The given items with what the store knows about them, in the given order. An item that the
  /// store does not know has no attributes. O(items · attributes).
  public func catalog(for items: [ItemID]) throws(StoreFault) -> Catalog {
    try reading("read catalogue") { db in
      let keys = try Self.keys(of: items.map(\.rawValue), in: "item", db)
      return Catalog(
        items: Vocabulary(items), attributes: try AttributeReads.table(.item, keys: keys, db))
    }
  }

  /// What the store knows about the given users, in the given order.
  public func attributes(of users: [UserID]) throws(StoreFault) -> AttributeTable {
    try reading("read user attributes") { db in
      let keys = try Self.keys(of: users.map(\.rawValue), in: "user", db)
      return try AttributeReads.table(.user, keys: keys, db)
    }
  }

  /// Keys of external ids; -1, which no row has, for one that is unknown.
  private static func keys(of ids: [String], in table: String, _ db: Database) throws -> [Int64] {
    let statement = try RawStatement(
      db, "SELECT key FROM \(table) WHERE id = ?", named: "find \(table) keys")
    defer { statement.reset() }
    return try ids.map { id in
      statement.reset()
      statement.bind(id, at: 1)
      return try statement.step() ? statement.integer(0) : -1
    }
  }
}

/// Whose attribute it is.
public enum AttributeOwner: String, Sendable, Codable, CaseIterable {
  case user
  case item
}

/// The statements that read attributes.
enum AttributeReads {
  struct Stored {
    let key: Int64
    let name: String
    let kind: AttributeKind
  }

  /// Every attribute of users or of items, by name.
  static func all(_ owner: AttributeOwner, _ db: Database) throws -> [Stored] {
    try Row.fetchAll(
      db,
      sql: "SELECT key, name, kind FROM attribute WHERE owner = ? ORDER BY name",
      arguments: [owner.rawValue]
    ).map { row in
      Stored(
        key: row["key"], name: row["name"], kind: AttributeKind(rawValue: row["kind"]) ?? .text)
    }
  }

  /// The attributes of the rows with the given keys; columns that are empty there are left out.
  static func table(_ owner: AttributeOwner, keys: [Int64], _ db: Database) throws -> AttributeTable
  {
    let stored = try all(owner, db)
    guard !stored.isEmpty else { return AttributeTable() }
    let position = Dictionary(uniqueKeysWithValues: stored.enumerated().map { ($1.key, $0) })
    var columns = stored.map { _ in [[AttributeValue]](repeating: [], count: keys.count) }
    // SEARCH item_value USING PRIMARY KEY (item=?)
    let statement = try RawStatement(
      db,
      """
      SELECT attribute, value
      FROM \(owner.rawValue)_value
      WHERE \(owner.rawValue) = ?
      ORDER BY attribute, value
      """,
      named: "read \(owner.rawValue) attributes")
    defer { statement.reset() }
    for (row, key) in keys.enumerated() {
      statement.reset()
      statement.bind(key, at: 1)
      while try statement.step() {
        guard let column = position[statement.integer(0)] else { continue }
        columns[column][row].append(
          statement.isNumber(1)
            ? .number(statement.number(1) ?? 0) : .word(statement.text(1)))
      }
    }
    return AttributeTable(
      zip(stored, columns).compactMap { stored, rows in
        rows.contains { !$0.isEmpty }
          ? AttributeColumn(name: stored.name, kind: stored.kind, rows: rows) : nil
      })
  }
}
