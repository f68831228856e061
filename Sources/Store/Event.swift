public import Datasets

/// One thing that a user did with an item.
public struct Event: Sendable, Equatable {
  public let user: UserID
  public let item: ItemID
  /// What was done: `rating`, `click`, `purchase` … Rules say which types count as positive.
  public let type: String
  /// A rating, a count, a duration; finite.
  public let value: Double?
  /// Milliseconds since 1970-01-01 UTC.
  public let time: Int64?
  /// The visit or the basket it belongs to.
  public let session: String?
  /// The client's own id of the event, unique in the store; makes a retry harmless.
  public let client: String?

  public init(
    user: UserID, item: ItemID, type: String, value: Double? = nil, time: Int64? = nil,
    session: String? = nil, client: String? = nil
  ) {
    self.user = user
    self.item = item
    self.type = type
    self.value = value
    self.time = time
    self.session = session
    self.client = client
  }

  /// Throws when a part of the event is none: an id, a type, a value that is not finite.
  func check() throws(StoreFault) {
    do throws(IdentifierFault) {
      try IdentifierFault.check(user.rawValue)
      try IdentifierFault.check(item.rawValue)
      try IdentifierFault.check(type)
      if let client { try IdentifierFault.check(client) }
      if let session { try IdentifierFault.check(session) }
    } catch {
      throw .identifier("event of user \"\(user.rawValue.prefix(40))\": \(error)")
    }
    if let value, !value.isFinite { throw .invalid("event: value \(value) is not finite") }
    if let time, !Timestamp.range.contains(time) {
      throw .invalid("event: time \(time) ms is outside the years 1 to 9999")
    }
  }
}

/// The answer to a recorded event: it is on the disk.
public struct Acknowledged: Sendable, Equatable {
  /// The event's place in the log; of the earlier event when this one is a duplicate.
  public let seq: Int64
  /// The store had the event already, and nothing changed.
  public let isDuplicate: Bool
}
