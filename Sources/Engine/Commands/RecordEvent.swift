import Datasets
import Store

/// `EVENT user item type`: records what somebody did. Acknowledged when it is on the disk; the next
/// request of that user sees it.
public struct RecordEvent: Command {
  public static let row = CommandRow("EVENT", .write, "record what somebody did with an item")

  let user: String
  let item: String
  let type: String
  let value: Double?
  let time: Int?
  let session: String?
  let client: String?

  public init(_ fields: inout Fields) throws(Fault) {
    user = try fields.word("user", "who did it")
    item = try fields.word("item", "with what")
    type = try fields.word("type", "what was done: rating, click, purchase")
    value = try fields.double("value", in: -1e9...1e9, "a rating, a count, a duration")
    time = try fields.int(
      "ts", in: -62_135_596_800_000...253_402_300_799_999,
      "when, in milliseconds since 1970 UTC; now when absent")
    session = try fields.string("session", "the visit or basket it belongs to")
    let id = try fields.string("id", "your id of the event; makes a retry harmless")
    let event = try fields.string("event", "the same, for JSON requests, whose id is their tag")
    client = id ?? event
  }

  public func run(on engine: QueryEngine) async throws(Fault) -> Reply {
    let event = Event(
      user: UserID(user), item: ItemID(item), type: type, value: value,
      time: time.map { Int64($0) } ?? engine.time.milliseconds(), session: session,
      client: client)
    do {
      let acknowledged = try await engine.library.store.record(event)
      return Reply([
        "user": .string(user), "item": .string(item), "type": .string(type),
        "seq": .int(Int(acknowledged.seq)), "duplicate": .bool(acknowledged.isDuplicate),
      ])
    } catch {
      throw Fault(error)
    }
  }
}
